import { z } from "zod";
import type { Reason } from "@/lib/errors/action-result";
import { createInstanceInput, type InstanceConfig, updateInstanceInput } from "@/lib/features/databases/schema";
import type { DatabaseKind, InstanceRow } from "@/lib/features/databases/types";
import { configOf, fieldOfOption, type OptionValues, optionValues } from "./instance-options";

/** What stands in the fields of the instance form. Options of the connector are spread out, times are ISO 8601. */
export interface InstanceValues extends OptionValues {
  instanceLabel: string;
  host: string;
  port: string | number | undefined;
  dbName: string;
  dbUser: string;
  dbPassword: string | undefined;
  role: string;
  priority: string | number | undefined;
  validFrom: string | null;
  validTo: string | null;
}

interface Usual {
  readonly dbName: string;
  readonly role: InstanceRow["role"];
  readonly kind: Pick<DatabaseKind, "defaultPort" | "defaultTlsMode">;
}

/** The fields as they stand at first: those of a stored instance, or the usual ones. */
export function instanceValues(instance: InstanceRow | undefined, usual: Usual): InstanceValues {
  return {
    instanceLabel: instance?.instanceLabel ?? "",
    host: instance?.host ?? "",
    port: instance?.port ?? usual.kind.defaultPort,
    dbName: instance?.dbName ?? usual.dbName,
    dbUser: instance?.dbUser ?? "",
    dbPassword: instance ? undefined : "",
    ...optionValues(instance?.config ?? {}, usual.kind.defaultTlsMode),
    role: instance?.role ?? usual.role,
    priority: instance?.priority ?? 0,
    validFrom: instance?.validFrom?.toISOString() ?? null,
    validTo: instance?.validTo?.toISOString() ?? null,
  };
}

type CreateInput = z.input<typeof createInstanceInput>;
type UpdateInput = z.input<typeof updateInstanceInput>;

/** The input of the actions, unchecked. */
export function toInstanceInput<Ref extends object>(
  values: InstanceValues,
  ref: Ref,
  stored: InstanceConfig = {},
): Omit<CreateInput, "databaseId"> & Ref {
  const { instanceLabel, host, port, dbName, dbUser, dbPassword = "", role, priority, validFrom, validTo } = values;
  return {
    ...ref,
    ...{ instanceLabel, host, port, dbName, dbUser, dbPassword, priority, validFrom, validTo },
    role: role as InstanceRow["role"],
    config: configOf(values, stored),
  };
}

/** What can be said of the options before the connector is asked: it sees numbers and names only. */
function sayUnreadable(values: InstanceValues, issues: z.RefinementCtx<InstanceValues>): void {
  const say = (path: keyof InstanceValues, message: string) =>
    issues.addIssue({ code: "custom", path: [path], message });
  for (const name of ["connectTimeoutS", "statementTimeoutS"] as const) {
    if (Number.isNaN(Number(values[name] ?? 0))) say(name, "Enter seconds as a number, such as 10.");
  }
  if (values.reachedBy === "instance" && values.instanceName.trim() === "") {
    say("instanceName", "Enter the name of the instance, such as SQLEXPRESS.");
  }
}

/** The rules of the action, applied to the fields. */
export function createInstanceRules(databaseId: string) {
  return z
    .custom<InstanceValues>()
    .superRefine(sayUnreadable)
    .transform((values): CreateInput => toInstanceInput(values, { databaseId }))
    .pipe(createInstanceInput);
}

/** The rules of the action, applied to the fields. */
export function updateInstanceRules(instance: InstanceRow) {
  return z
    .custom<InstanceValues>()
    .superRefine(sayUnreadable)
    .transform((values): UpdateInput => toInstanceInput(values, { instanceId: instance.id }, instance.config))
    .pipe(updateInstanceInput);
}

/** Whether the fields lead to another server or speak to it in another way: then the stored password is not sent there. */
export function leadsElsewhere(instance: InstanceRow, values: Partial<InstanceValues>, usualTlsMode: string): boolean {
  const stored = optionValues(instance.config, usualTlsMode);
  return (
    values.host?.trim() !== instance.host ||
    Number(values.port) !== instance.port ||
    values.dbUser?.trim() !== instance.dbUser ||
    values.tlsMode !== stored.tlsMode ||
    (values.tlsMode === "verify" && values.tlsCa?.trim() !== stored.tlsCa) ||
    values.reachedBy !== stored.reachedBy ||
    (values.reachedBy === "instance" && values.instanceName?.trim() !== stored.instanceName)
  );
}

/** The reason with what is wrong told by the names of our fields. */
export function atOurFields(reason: Reason): Reason {
  if (reason.fieldErrors === undefined) return reason;
  const entries = Object.entries(reason.fieldErrors).map(([path, message]) => [fieldOfOption(path), message] as const);
  return { ...reason, fieldErrors: Object.fromEntries(entries) };
}
