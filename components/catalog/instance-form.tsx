"use client";

import { useRouter } from "next/navigation";
import { useWatch } from "react-hook-form";
import { Form } from "@/components/forms/form";
import { FormActions } from "@/components/forms/form-actions";
import { useActionForm } from "@/components/forms/use-action-form";
import { createInstanceAction, updateInstanceAction } from "@/lib/features/databases/actions";
import type { DatabaseRow, InstanceRow } from "@/lib/features/databases/types";
import { DraftTest } from "./draft-test";
import { ConnectionFields, PrecedenceFields, SchemaFields } from "./instance-fields";
import {
  createInstanceRules,
  instanceValues,
  leadsElsewhere,
  toInstanceInput,
  updateInstanceRules,
} from "./instance-values";
import { usualPorts } from "./readable-kinds";

interface InstanceFormProps {
  database: Pick<DatabaseRow, "id" | "dbType" | "databaseName" | "instanceCount">;
  /** The one to change; without it a new one is registered. */
  instance?: InstanceRow;
}

/** A server that answers for a database, and who may read there. */
export function InstanceForm({ database, instance }: InstanceFormProps) {
  const router = useRouter();
  const listHref = `/databases/${database.id}/instances`;
  const form = useActionForm({
    schema: instance ? updateInstanceRules(instance) : createInstanceRules(database.id),
    action: async (values) => {
      if (instance === undefined) return createInstanceAction(toInstanceInput(values, { databaseId: database.id }));
      const { id: instanceId, config } = instance;
      const result = await updateInstanceAction(toInstanceInput(values, { instanceId }, config));
      return result.ok ? { ok: true, data: { instanceId } } : result;
    },
    defaults: instanceValues(instance, {
      dbName: database.databaseName,
      port: usualPorts[database.dbType],
      role: database.instanceCount === 0 ? "PRIMARY" : "SECONDARY",
    }),
    onDone: () => router.push(listHref),
  });
  const values = useWatch({ control: form.form.control });
  const asksAgain = instance !== undefined && leadsElsewhere(instance, values);
  return (
    <Form of={form} className="gap-8">
      <ConnectionFields of={form} isNew={instance === undefined} asksAgain={asksAgain} tlsMode={values.tlsMode} />
      <SchemaFields of={form} />
      <PrecedenceFields of={form} />
      <FormActions of={form} submit={instance ? "Save changes" : "Add instance"} cancelHref={listHref}>
        {instance === undefined && <DraftTest of={form} databaseId={database.id} />}
      </FormActions>
    </Form>
  );
}
