"use client";

import { useRouter } from "next/navigation";
import { useRef } from "react";
import { useWatch } from "react-hook-form";
import { Form } from "@/components/forms/form";
import { FormActions } from "@/components/forms/form-actions";
import { useActionForm } from "@/components/forms/use-action-form";
import { createInstanceAction, updateInstanceAction } from "@/lib/features/databases/actions";
import type { DatabaseKind, DatabaseRow, InstanceRow } from "@/lib/features/databases/types";
import type { SettingsTest } from "@/lib/features/verification/schema";
import { DraftTest } from "./draft-test";
import { ConnectionFields, PrecedenceFields, SchemaFields } from "./instance-fields";
import {
  atOurFields,
  createInstanceRules,
  instanceValues,
  leadsElsewhere,
  toInstanceInput,
  updateInstanceRules,
} from "./instance-values";
import { MoreSettings } from "./more-settings";

interface InstanceFormProps {
  database: Pick<DatabaseRow, "id" | "databaseName" | "instanceCount">;
  kind: DatabaseKind;
  /** The one to change; without it a new one is registered. */
  instance?: InstanceRow;
}

/** A server that answers for a database, and who may read there. */
export function InstanceForm({ database, kind, instance }: InstanceFormProps) {
  const router = useRouter();
  const listHref = `/databases/${database.id}/instances`;
  const test = useRef<SettingsTest>(undefined);
  const form = useActionForm({
    schema: instance ? updateInstanceRules(instance) : createInstanceRules(database.id),
    action: async (values, seen) => {
      const tested = { test: test.current };
      const result = instance
        ? await updateInstanceAction(
            toInstanceInput(values, { instanceId: instance.id, ...tested, seen }, instance.config),
          )
        : await createInstanceAction(toInstanceInput(values, { databaseId: database.id, ...tested }));
      return result.ok ? { ok: true, data: null } : { ok: false, reason: atOurFields(result.reason) };
    },
    defaults: instanceValues(instance, {
      dbName: database.databaseName,
      kind,
      role: database.instanceCount === 0 ? "PRIMARY" : "SECONDARY",
    }),
    seen: instance && {
      instanceLabel: instance.instanceLabel,
      host: instance.host,
      port: instance.port,
      dbName: instance.dbName,
      dbUser: instance.dbUser,
      config: instance.config,
      role: instance.role,
      priority: instance.priority,
      validFrom: instance.validFrom,
      validTo: instance.validTo,
    },
    onDone: () => router.push(listHref),
  });
  const values = useWatch({ control: form.form.control });
  const asksAgain = instance !== undefined && leadsElsewhere(instance, values, kind.defaultTlsMode);
  return (
    <Form of={form} className="gap-8">
      <ConnectionFields of={form} kind={kind} isNew={instance === undefined} asksAgain={asksAgain} values={values} />
      {kind.hasSchemas && <SchemaFields of={form} />}
      <PrecedenceFields of={form} />
      <MoreSettings of={form} kind={kind} />
      <FormActions of={form} submit={instance ? "Save changes" : "Add instance"} cancelHref={listHref}>
        {(instance === undefined || values.dbPassword) && (
          <DraftTest
            of={form}
            databaseId={database.id}
            stored={instance?.config}
            onTested={(made) => {
              test.current = made;
            }}
          />
        )}
      </FormActions>
    </Form>
  );
}
