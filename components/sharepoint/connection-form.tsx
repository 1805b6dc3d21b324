"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { useWatch } from "react-hook-form";
import { Form } from "@/components/forms/form";
import { FormActions } from "@/components/forms/form-actions";
import { SelectField } from "@/components/forms/select-field";
import { TextField } from "@/components/forms/text-field";
import { useActionForm } from "@/components/forms/use-action-form";
import { createConnectionAction, updateConnectionAction } from "@/lib/features/sharepoint/actions";
import { credentialKindLabels } from "@/lib/features/sharepoint/labels";
import { createConnectionInput, credentialKind, updateConnectionInput } from "@/lib/features/sharepoint/schema";
import type { ConnectionRow } from "@/lib/features/sharepoint/types";
import type { SettingsTest } from "@/lib/features/verification/schema";
import { CredentialFields } from "./credential-fields";
import { NewConnectionActions } from "./new-connection-actions";

const updateFields = updateConnectionInput.omit({ connectionId: true });

/** Where a new connection goes unless it is told otherwise: Microsoft's worldwide cloud. */
const worldwide = {
  authorityHost: "https://login.microsoftonline.com",
  scopes: ["https://graph.microsoft.com/.default"],
};

/** Makes a connection, or changes the given one. The secret is written, never read; it must be entered again when it would go elsewhere. */
export function ConnectionForm({ connection }: { connection?: ConnectionRow }) {
  const router = useRouter();
  const { name, tenantId, clientId, authorityHost, scopes, credential, credentialExpiresAt } = connection ?? {
    ...worldwide,
    name: "",
    tenantId: "",
    clientId: "",
    credential: "secret" as const,
    credentialExpiresAt: null,
  };
  const test = useRef<SettingsTest>(undefined);
  const of = useActionForm({
    schema: connection ? updateFields : createConnectionInput,
    action: async (values, seen) => {
      if (!connection) return createConnectionAction({ ...values, test: test.current });
      const result = await updateConnectionAction({ ...values, connectionId: connection.id, seen });
      return result.ok ? { ok: true, data: { connectionId: connection.id } } : result;
    },
    defaults: {
      name,
      tenantId,
      clientId,
      authorityHost,
      scopes: [...scopes],
      credential,
      clientSecret: undefined,
      clientCertificate: undefined,
      secretExpiresAt: credentialExpiresAt?.toISOString().slice(0, 10) ?? "",
    },
    seen: connection && {
      ...{ name, tenantId, clientId, authorityHost, scopes, credential },
      // The end of a certificate stands in it.
      ...(credential === "secret" ? { secretExpiresAt: credentialExpiresAt } : {}),
    },
    onDone: ({ connectionId }) => router.push(`/sharepoint/connections/${connectionId}`),
  });
  const destination = useWatch({
    control: of.form.control,
    name: ["tenantId", "clientId", "authorityHost", "scopes.0", "credential"],
  });
  const stored = [tenantId, clientId, authorityHost, scopes[0], credential];
  const goesElsewhere = connection !== undefined && destination.some((value, index) => value !== stored[index]);
  const { form } = of;
  useEffect(() => {
    if (goesElsewhere) return;
    // Back where the stored secret belongs: what was typed for elsewhere must not replace it unseen.
    for (const field of ["clientSecret", "clientCertificate"] as const) {
      form.setValue(field, undefined);
      form.clearErrors(field);
    }
  }, [goesElsewhere, form]);
  return (
    <Form of={of} className="@container">
      <TextField
        of={of}
        name="name"
        label="Name"
        hint="As people call the tenant, such as “Contoso”."
        autoFocus={connection === undefined}
      />
      <div className="grid gap-5 @2xl:grid-cols-2">
        <TextField of={of} name="tenantId" label="Tenant id" hint="“Directory (tenant) ID” in Entra ID." mono />
        <TextField of={of} name="clientId" label="Client id" hint="“Application (client) ID” in Entra ID." mono />
      </div>
      <SelectField
        of={of}
        name="credential"
        label="Proof of identity"
        options={credentialKind.options.map((value) => ({ value, label: credentialKindLabels[value] }))}
      />
      <CredentialFields
        of={of}
        isStored={connection !== undefined && !goesElsewhere}
        // What was never entered cannot be entered again.
        isAskedAgain={goesElsewhere && destination[4] === credential}
      />
      <div className="grid gap-5 @2xl:grid-cols-2">
        <TextField
          of={of}
          name="authorityHost"
          label="Sign-in address"
          hint="Differs in national clouds only."
          type="url"
          mono
        />
        <TextField
          of={of}
          name="scopes.0"
          label="Scope"
          hint="Graph's address, followed by /.default."
          type="url"
          mono
        />
      </div>
      {connection ? (
        <FormActions of={of} submit="Save changes" cancelHref={`/sharepoint/connections/${connection.id}`} />
      ) : (
        <NewConnectionActions
          of={of}
          onTested={(made) => {
            test.current = made;
          }}
        />
      )}
    </Form>
  );
}
