"use client";

import type { ReactNode } from "react";
import { NumberField } from "@/components/forms/number-field";
import { SecretField } from "@/components/forms/secret-field";
import { SelectField } from "@/components/forms/select-field";
import { TextField } from "@/components/forms/text-field";
import type { ActionForm } from "@/components/forms/use-action-form";
import { instanceRoleLabels } from "@/lib/features/databases/labels";
import { instanceRole } from "@/lib/features/databases/schema";
import type { InstanceValues } from "./instance-values";
import { MomentField } from "./moment-field";
import { tlsModeLabels } from "./tls-modes";

interface FieldsProps {
  of: ActionForm<InstanceValues>;
}

interface ConnectionFieldsProps extends FieldsProps {
  isNew: boolean;
  /** The fields lead elsewhere than the stored password was entered for. */
  asksAgain: boolean;
  tlsMode: string | undefined;
}

/** Where the server answers and as whom to ask it. */
export function ConnectionFields({ of, isNew, asksAgain, tlsMode }: ConnectionFieldsProps) {
  return (
    <Group title="Connection">
      <TextField
        of={of}
        name="instanceLabel"
        label="Name"
        hint="Tells this server apart from the others, such as “primary” or “replica Frankfurt”."
        autoFocus={isNew}
      />
      <div className="grid gap-5 sm:grid-cols-[minmax(0,1fr)_8rem]">
        <TextField of={of} name="host" label="Host" placeholder="db.example.com" mono />
        <NumberField of={of} name="port" label="Port" />
      </div>
      <TextField of={of} name="dbName" label="Database name on this server" mono />
      <div className="grid gap-5 sm:grid-cols-2">
        <TextField of={of} name="dbUser" label="User" hint="A user of its own that may only read is best." mono />
        <SecretField
          of={of}
          name="dbPassword"
          label="Password"
          hint={
            asksAgain
              ? "The connection changed: enter the password again. The stored one is never sent to a new address."
              : "Stored encrypted, never shown again."
          }
          stored={!isNew && !asksAgain}
        />
      </div>
      <SelectField
        of={of}
        name="tlsMode"
        label="Encryption (TLS)"
        options={Object.entries(tlsModeLabels).map(([value, label]) => ({ value, label }))}
      />
      {tlsMode === "verify" && (
        <TextField
          of={of}
          name="tlsCa"
          label="Certificate of the authority"
          hint="PEM text. Leave it empty where this machine trusts the authority already."
          rows={4}
          mono
          optional
        />
      )}
    </Group>
  );
}

/** Which schemas an introspection looks at. */
export function SchemaFields({ of }: FieldsProps) {
  return (
    <Group title="Schemas" description="What an introspection looks at: names apart by commas, * for any text.">
      <div className="grid gap-5 sm:grid-cols-2">
        <TextField of={of} name="includeSchemas" label="Only these" placeholder="all" mono optional />
        <TextField of={of} name="excludeSchemas" label="Not these" placeholder="none" mono optional />
      </div>
    </Group>
  );
}

/** Which of several instances is read first, and when. */
export function PrecedenceFields({ of }: FieldsProps) {
  return (
    <Group
      title="Precedence"
      description="Syncs read from the first instance that answers: primary before secondary, then the lower number."
    >
      <div className="grid gap-5 sm:grid-cols-2">
        <SelectField
          of={of}
          name="role"
          label="Role"
          options={instanceRole.options.map((value) => ({ value, label: instanceRoleLabels[value] }))}
        />
        <NumberField of={of} name="priority" label="Priority" />
        <MomentField of={of} name="validFrom" label="Valid from" optional />
        <MomentField of={of} name="validTo" label="Valid until" optional />
      </div>
    </Group>
  );
}

function Group({ title, description, children }: { title: string; description?: string; children: ReactNode }) {
  return (
    <fieldset className="flex flex-col gap-5">
      <legend className="mb-4 w-full border-line border-b pb-2">
        <span className="block font-semibold text-ink text-lg">{title}</span>
        {description && <span className="block text-ink-muted text-sm">{description}</span>}
      </legend>
      {children}
    </fieldset>
  );
}
