"use client";

import { useWatch } from "react-hook-form";
import type { z } from "zod";
import { SecretField } from "@/components/forms/secret-field";
import { TextField } from "@/components/forms/text-field";
import type { ActionForm } from "@/components/forms/use-action-form";
import type { createConnectionInput } from "@/lib/features/sharepoint/schema";

export type ConnectionValues = z.input<typeof createConnectionInput>;

interface CredentialFieldsProps {
  of: ActionForm<ConnectionValues>;
  /** The server holds one of this kind, for where the form leads. */
  isStored: boolean;
  /** One of this kind is stored, and the form leads elsewhere now. */
  isAskedAgain: boolean;
}

/** The secret, or the certificate with its key: written, never read. */
export function CredentialFields({ of, isStored, isAskedAgain }: CredentialFieldsProps) {
  const kind = useWatch({ control: of.form.control, name: "credential" });
  const again = "Enter it again: what is stored is never sent anywhere but where it was entered for.";
  if (kind === "certificate") {
    return (
      <TextField
        of={of}
        name="clientCertificate"
        label="Certificate and private key"
        hint={
          isAskedAgain
            ? again
            : isStored
              ? "Stored encrypted, never shown again. Leave it empty to keep it."
              : "PEM text of both, the key without a password. Kept encrypted and never shown again; the public part belongs into the app registration."
        }
        placeholder={isStored ? "Stored, never shown" : "-----BEGIN CERTIFICATE-----"}
        rows={6}
        mono
        optional={isStored}
      />
    );
  }
  return (
    <div className="grid gap-5 @2xl:grid-cols-[minmax(0,1fr)_12rem]">
      <SecretField
        of={of}
        name="clientSecret"
        label="Client secret"
        hint={isAskedAgain ? again : "The secret's value, not its id. Kept encrypted and never shown again."}
        stored={isStored}
      />
      <TextField of={of} name="secretExpiresAt" label="Ends on" hint="As Entra ID shows it." type="date" optional />
    </div>
  );
}
