"use client";

import type { ReactNode } from "react";
import { NumberField } from "@/components/forms/number-field";
import { SecretField } from "@/components/forms/secret-field";
import { SelectField } from "@/components/forms/select-field";
import { TextField } from "@/components/forms/text-field";
import type { ActionForm } from "@/components/forms/use-action-form";
import { instanceRoleLabels } from "@/lib/features/databases/labels";
import { instanceRole } from "@/lib/features/databases/schema";
import type { DatabaseKind } from "@/lib/features/databases/types";
import type { InstanceValues } from "./instance-values";
import { kindWords } from "./kind-words";
import { MomentField } from "./moment-field";
import { ServerFields } from "./server-fields";
import { tlsModes } from "./tls-modes";

interface FieldsProps {
  of: ActionForm<InstanceValues>;
}

interface ConnectionFieldsProps extends FieldsProps {
  kind: DatabaseKind;
  isNew: boolean;
  /** The fields lead elsewhere than the stored password was entered for. */
  asksAgain: boolean;
  values: Partial<InstanceValues>;
}

/** Where the server answers and as whom to ask it. */
export function ConnectionFields({ of, kind, isNew, asksAgain, values }: ConnectionFieldsProps) {
  const words = kindWords[kind.kind];
  const tlsMode = values.tlsMode ?? kind.defaultTlsMode;
  return (
    <Group title="Connection">
      <TextField
        of={of}
        name="instanceLabel"
        label="Name"
        hint="Tells this server apart from the others, such as “primary” or “replica Frankfurt”."
        autoFocus={isNew}
      />
      <ServerFields of={of} kind={kind} reachedBy={values.reachedBy} />
      <TextField of={of} name="dbName" label="Database on this server" hint={words.databaseName} mono />
      <div className="flex flex-col gap-2">
        <div className="grid items-end gap-5 sm:grid-cols-2">
          <TextField of={of} name="dbUser" label="User" mono />
          <SecretField of={of} name="dbPassword" label="Password" stored={!isNew && !asksAgain} />
        </div>
        <p className="text-pretty text-ink-muted text-sm">
          {asksAgain
            ? "The connection changed: enter the password again. The stored one is never sent to a new address."
            : `${words.userRights} The password is stored encrypted and never shown again.`}
        </p>
      </div>
      <SelectField
        of={of}
        name="tlsMode"
        label="Encryption (TLS)"
        hint={tlsModes[tlsMode]?.meaning}
        options={Object.entries(tlsModes).map(([value, { label }]) => ({ value, label }))}
      />
      {tlsMode === "verify" && (
        <TextField
          of={of}
          name="tlsCa"
          label="Certificate of the authority (CA)"
          hint="PEM text, from “-----BEGIN CERTIFICATE-----” on. Leave it empty where this machine trusts the authority already."
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
    <Group
      title="Schemas"
      description="What an introspection looks at: names apart by commas, * for any text, ? for any one character."
    >
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
      description="What answers first is read: primary before secondary, then the lower number. A sync that is there already keeps its own order."
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
