import { z } from "zod";
import { createInstanceInput, type InstanceConfig, updateInstanceInput } from "@/lib/features/databases/schema";
import type { InstanceRow } from "@/lib/features/databases/types";

/** What stands in the fields of the instance form. Options of the connector are spread out, times are ISO 8601. */
export interface InstanceValues {
  instanceLabel: string;
  host: string;
  port: string | number | undefined;
  dbName: string;
  dbUser: string;
  dbPassword: string | undefined;
  tlsMode: string;
  tlsCa: string;
  includeSchemas: string;
  excludeSchemas: string;
  role: string;
  priority: string | number | undefined;
  validFrom: string | null;
  validTo: string | null;
}

const knownOptions = z.object({
  tls: z.object({ mode: z.string().catch("off"), ca: z.string().catch("") }).catch({ mode: "off", ca: "" }),
  includeSchemas: z.array(z.string()).catch([]),
  excludeSchemas: z.array(z.string()).catch([]),
});

/** What of a stored config the pages show. */
export function readOptions(config: InstanceConfig): z.output<typeof knownOptions> {
  return knownOptions.parse(config);
}

/** The fields as they stand at first: those of a stored instance, or the usual ones. */
export function instanceValues(
  instance: InstanceRow | undefined,
  usual: { readonly dbName: string; readonly port: number; readonly role: InstanceRow["role"] },
): InstanceValues {
  const { tls, includeSchemas, excludeSchemas } = readOptions(instance?.config ?? { tls: { mode: "verify" } });
  return {
    instanceLabel: instance?.instanceLabel ?? "",
    host: instance?.host ?? "",
    port: instance?.port ?? usual.port,
    dbName: instance?.dbName ?? usual.dbName,
    dbUser: instance?.dbUser ?? "",
    dbPassword: instance ? undefined : "",
    tlsMode: tls.mode,
    tlsCa: tls.ca,
    includeSchemas: includeSchemas.join(", "),
    excludeSchemas: excludeSchemas.join(", "),
    role: instance?.role ?? usual.role,
    priority: instance?.priority ?? 0,
    validFrom: instance?.validFrom?.toISOString() ?? null,
    validTo: instance?.validTo?.toISOString() ?? null,
  };
}

/** The connector's config as the fields say it; options without a field are kept. */
function configOf(values: InstanceValues, stored: InstanceConfig): InstanceConfig {
  const { tls: _, includeSchemas: __, excludeSchemas: ___, ...others } = stored;
  const ca = values.tlsMode === "verify" ? values.tlsCa.trim() : "";
  const includeSchemas = namesOf(values.includeSchemas);
  const excludeSchemas = namesOf(values.excludeSchemas);
  return {
    ...others,
    tls: { mode: values.tlsMode, ...(ca === "" ? {} : { ca }) },
    ...(includeSchemas.length > 0 ? { includeSchemas } : {}),
    ...(excludeSchemas.length > 0 ? { excludeSchemas } : {}),
  };
}

function namesOf(text: string): string[] {
  return text.split(/[\s,]+/).filter((name) => name !== "");
}

type CreateInput = z.input<typeof createInstanceInput>;
type UpdateInput = z.input<typeof updateInstanceInput>;

/** The input of the actions, unchecked. */
export function toInstanceInput<Ref extends object>(
  values: InstanceValues,
  ref: Ref,
  stored: InstanceConfig = {},
): Omit<CreateInput, "databaseId"> & Ref {
  const { tlsMode, tlsCa, includeSchemas, excludeSchemas, role, dbPassword = "", ...fields } = values;
  return { ...fields, ...ref, dbPassword, role: role as InstanceRow["role"], config: configOf(values, stored) };
}

/** The rules of the action, applied to the fields. */
export function createInstanceRules(databaseId: string) {
  return z
    .custom<InstanceValues>()
    .transform((values): CreateInput => toInstanceInput(values, { databaseId }))
    .pipe(createInstanceInput);
}

/** The rules of the action, applied to the fields. */
export function updateInstanceRules(instance: InstanceRow) {
  return z
    .custom<InstanceValues>()
    .transform((values): UpdateInput => toInstanceInput(values, { instanceId: instance.id }, instance.config))
    .pipe(updateInstanceInput);
}

/** Whether the fields lead to another server or speak to it in another way: then the stored password is not sent there. */
export function leadsElsewhere(instance: InstanceRow, values: Partial<InstanceValues>): boolean {
  const { tls } = readOptions(instance.config);
  return (
    values.host?.trim() !== instance.host ||
    Number(values.port) !== instance.port ||
    values.dbUser?.trim() !== instance.dbUser ||
    values.tlsMode !== tls.mode ||
    (values.tlsMode === "verify" && values.tlsCa?.trim() !== tls.ca)
  );
}
