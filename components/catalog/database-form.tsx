"use client";

import { useRouter } from "next/navigation";
import { useWatch } from "react-hook-form";
import { Form } from "@/components/forms/form";
import { FormActions } from "@/components/forms/form-actions";
import { SelectField } from "@/components/forms/select-field";
import { TextField } from "@/components/forms/text-field";
import { useActionForm } from "@/components/forms/use-action-form";
import type { ApplicationOption } from "@/lib/features/applications/types";
import { createDatabaseAction, updateDatabaseAction } from "@/lib/features/databases/actions";
import { databaseEnvironmentLabels } from "@/lib/features/databases/labels";
import { databaseEnvironment, databaseInput } from "@/lib/features/databases/schema";
import type { DatabaseKind, DatabaseRow } from "@/lib/features/databases/types";
import { kindWords } from "./kind-words";

interface DatabaseFormProps {
  applicationId: string;
  /** Kinds that a connector can read. */
  kinds: readonly DatabaseKind[];
  /** The one to change; without it a new one is registered and its first instance asked for next. */
  database?: DatabaseRow;
  /** Applications it can be moved to. */
  applications?: readonly ApplicationOption[];
}

/** What a database is, whichever servers answer for it. */
export function DatabaseForm({ applicationId, kinds, database, applications }: DatabaseFormProps) {
  const router = useRouter();
  const form = useActionForm({
    schema: databaseInput,
    action: async (values, seen) => {
      if (database === undefined) return createDatabaseAction(values);
      const { id: databaseId } = database;
      const result = await updateDatabaseAction({ ...values, databaseId, seen });
      return result.ok ? { ok: true, data: { databaseId } } : result;
    },
    defaults: {
      applicationId,
      name: database?.name ?? "",
      dbType: database?.dbType ?? kinds[0]?.kind ?? "POSTGRES",
      environment: database?.environment ?? "PROD",
      databaseName: database?.databaseName ?? "",
    },
    seen: database && {
      applicationId: database.applicationId,
      name: database.name,
      dbType: database.dbType,
      environment: database.environment,
      databaseName: database.databaseName,
    },
    onDone: ({ databaseId }) =>
      router.push(database === undefined ? `/databases/${databaseId}/instances/new` : `/databases/${databaseId}`),
  });
  const kind = useWatch({ control: form.form.control, name: "dbType" });
  return (
    <Form of={form}>
      <TextField
        of={form}
        name="name"
        label="Name"
        hint="As people call it, such as “Geography” or “Billing”."
        autoFocus={database === undefined}
      />
      <div className="grid gap-5 sm:grid-cols-2">
        <SelectField
          of={form}
          name="dbType"
          label="Kind"
          options={kinds.map(({ kind: value, label }) => ({ value, label }))}
        />
        <SelectField
          of={form}
          name="environment"
          label="Environment"
          options={databaseEnvironment.options.map((value) => ({ value, label: databaseEnvironmentLabels[value] }))}
        />
      </div>
      <TextField
        of={form}
        name="databaseName"
        label="Database name"
        hint={`${kindWords[kind].databaseName} Together with the environment it tells databases of one application apart.`}
        mono
      />
      {applications && (
        <SelectField
          of={form}
          name="applicationId"
          label="Application"
          options={applications.map(({ id, name }) => ({ value: id, label: name }))}
        />
      )}
      <FormActions
        of={form}
        submit={database === undefined ? "Create and add an instance" : "Save changes"}
        cancelHref={database === undefined ? `/applications/${applicationId}` : `/databases/${database.id}`}
      />
    </Form>
  );
}
