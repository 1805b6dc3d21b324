import {
  archiveApplication,
  createApplication,
  restoreApplication,
  updateApplication,
} from "@/lib/features/applications/mutations";
import { applicationInput } from "@/lib/features/applications/schema";
import {
  createDatabase,
  createInstance,
  setDatabaseStatus,
  setInstanceStatus,
  setSchedule,
  updateDatabase,
  updateInstance,
} from "@/lib/features/databases/mutations";
import { createInstanceInput, databaseInput, updateInstanceInput } from "@/lib/features/databases/schema";
import { type ApplyWork, atPlace, differences, onlyOne, parsedAt, settle, unmadeId } from "./apply-work";
import { comparePassword, instancesOf, presentApplications, presentDatabases } from "./queries";
import type { ApplicationEntry, DatabaseEntry, InstanceEntry } from "./schema";
import type { BundlePath, FieldChange, PresentInstance } from "./types";
import { variableOf } from "./variables";

/** Settles an application with everything below it. */
export async function settleApplication(work: ApplyWork, entry: ApplicationEntry, path: BundlePath): Promise<void> {
  const { context } = work;
  const found = await presentApplications(context, { name: entry.name });
  const present = onlyOne(work, path, found, `applications named “${entry.name}”`, "Rename one of them first.");
  const { name, ownerTeam, description, status } = entry;
  const wanted = { name, ownerTeam, description };
  const input = parsedAt(work, path, applicationInput, {
    name,
    ownerTeam: ownerTeam === undefined ? present?.ownerTeam : ownerTeam,
    description: description === undefined ? present?.description : description,
  });
  let applicationId = present?.id ?? null;
  const fields = differences({ ...wanted, status: present || status === "ARCHIVED" ? status : undefined }, present);
  await settle(work, {
    kind: "application",
    name,
    path,
    isNew: present === null,
    fields,
    perform: async () => {
      if (applicationId === null) ({ applicationId } = await createApplication(context, input));
      else if (differences(wanted, present).length > 0) await updateApplication(context, { applicationId, ...input });
      const ref = { applicationId };
      if (status === "ACTIVE") await restoreApplication(context, ref);
      if (status === "ARCHIVED") work.last.push(() => archiveApplication(context, ref));
    },
  });
  for (const [at, database] of (entry.databases ?? []).entries())
    await settleDatabase(work, { applicationId, applicationName: name }, database, [...path, "databases", at]);
}

interface Parent {
  readonly applicationId: string | null;
  readonly applicationName: string;
}

async function settleDatabase(work: ApplyWork, parent: Parent, entry: DatabaseEntry, path: BundlePath): Promise<void> {
  const { context } = work;
  const { applicationId, applicationName } = parent;
  const found = applicationId
    ? await presentDatabases(context, { name: entry.name, application: applicationName })
    : [];
  const what = `databases named “${entry.name}” in this application`;
  const present = onlyOne(work, path, found, what, "Rename one of them first.");
  const { name, kind: dbType, environment, databaseName, status, introspection } = entry;
  const schedule = introspection && {
    cron: introspection.cron,
    timeZone: introspection.timeZone ?? present?.introspection?.timeZone ?? "UTC",
  };
  const own = { name, dbType, environment, databaseName };
  const input = parsedAt(work, path, databaseInput, { applicationId: applicationId ?? unmadeId, ...own });
  let databaseId = present?.id ?? null;
  await settle(work, {
    kind: "database",
    name: `${applicationName} / ${name}`,
    path,
    isNew: present === null,
    fields: differences(
      { ...own, introspection: schedule, status: present || status === "DISABLED" ? status : undefined },
      present,
    ),
    perform: async () => {
      if (databaseId === null)
        ({ databaseId } = await createDatabase(context, { ...input, applicationId: applicationId ?? "" }));
      else if (differences(own, present).length > 0) await updateDatabase(context, { databaseId, ...input });
      if (schedule !== undefined && differences({ schedule }, { schedule: present?.introspection }).length > 0) {
        const times = schedule ?? { cron: null, timeZone: present?.introspection?.timeZone ?? "UTC" };
        const ref = { databaseId };
        await atPlace(work, [...path, "introspection"], () => setSchedule(context, { ...ref, ...times }));
      }
      const ref = { databaseId };
      if (status === "ACTIVE") await setDatabaseStatus(context, { ...ref, status });
      if (status === "DISABLED") work.last.push(() => setDatabaseStatus(context, { ...ref, status }));
    },
  });
  const instances = databaseId ? await instancesOf(context, { databaseId }) : [];
  for (const [at, instance] of (entry.instances ?? []).entries()) {
    const named = instances.filter(({ instanceLabel }) => instanceLabel === instance.label);
    const place = [...path, "instances", at];
    const many = `instances labelled “${instance.label}” of this database`;
    await settleInstance(work, {
      databaseId,
      databaseName,
      name: `${applicationName} / ${name} / ${instance.label}`,
      entry: instance,
      present: onlyOne(work, place, named, many, "Give them different labels first."),
      path: place,
    });
  }
}

interface InstanceWork {
  readonly databaseId: string | null;
  readonly databaseName: string;
  readonly name: string;
  readonly entry: InstanceEntry;
  readonly present: PresentInstance | null;
  readonly path: BundlePath;
}

async function settleInstance(
  work: ApplyWork,
  { databaseId, databaseName, name, entry, present, path }: InstanceWork,
): Promise<void> {
  const { context } = work;
  const wanted = {
    instanceLabel: entry.label,
    host: entry.host,
    port: entry.port,
    dbName: entry.database ?? present?.dbName ?? databaseName,
    dbUser: entry.user,
    config: entry.options,
    role: entry.role,
    priority: entry.priority,
    validFrom: sameMoment(entry.validFrom),
    validTo: sameMoment(entry.validTo),
  };
  const changes = differences(
    { ...wanted, status: present || entry.status === "DISABLED" ? entry.status : undefined },
    present,
  );
  const password = await passwordOf(work, {
    entry,
    present,
    path,
    isMoved: changes.some(({ field }) => destination.has(field)),
    isEnteredAgain: changes.some(({ field }) => destination.has(field) || field === "config"),
  });
  const given = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
  const all = { ...present, ...given, ...(password.value === null ? {} : { dbPassword: password.value }) };
  // Looked over in a dry run too, so that it tells what would be refused.
  const create = present
    ? null
    : parsedAt(work, path, createInstanceInput, { databaseId: databaseId ?? unmadeId, ...all });
  const update = present && parsedAt(work, path, updateInstanceInput, { instanceId: present.id, ...all });
  await settle(work, {
    kind: "instance",
    name,
    path,
    isNew: present === null,
    fields: [...changes.map(inFileWords), ...password.fields],
    notes: password.notes,
    perform: async () => {
      let instanceId = present?.id;
      if (create) ({ instanceId } = await createInstance(context, { ...create, databaseId: databaseId ?? "" }));
      else if (update && (password.fields.length > 0 || changes.some(({ field }) => field !== "status")))
        await updateInstance(context, update);
      if (instanceId && entry.status) await setInstanceStatus(context, { instanceId, status: entry.status });
    },
  });
}

/** A moment in the form in which stored ones are compared. */
function sameMoment(moment: string | null | undefined): string | null | undefined {
  return moment ? new Date(moment).toISOString() : moment;
}

/** Fields whose change sends the password elsewhere. */
const destination: ReadonlySet<string> = new Set(["host", "port", "dbUser"]);

const fileWords: Readonly<Record<string, string>> = {
  instanceLabel: "label",
  dbName: "database",
  dbUser: "user",
  config: "options",
};

const inFileWords = (change: FieldChange): FieldChange => ({
  ...change,
  field: fileWords[change.field] ?? change.field,
});

interface SecretFinding {
  /** What is to be stored; null where the stored one stays. */
  readonly value: string | null;
  readonly fields: readonly FieldChange[];
  readonly notes: readonly string[];
}

interface PasswordQuestion {
  readonly entry: InstanceEntry;
  readonly present: PresentInstance | null;
  readonly path: BundlePath;
  /** It would go to another place than the one it was entered for. */
  readonly isMoved: boolean;
  /** It might: the mutation knows which options matter. */
  readonly isEnteredAgain: boolean;
}

async function passwordOf(work: ApplyWork, question: PasswordQuestion): Promise<SecretFinding> {
  const { entry, present, path, isMoved, isEnteredAgain } = question;
  const isNeeded = present === null || isMoved;
  const value = secretAt(work, { reference: entry.password, field: "password", path, isNeeded });
  if (value === null) return { value, fields: [], notes: keptNotes(entry.password, "password") };
  const compared = present && (await comparePassword(work.context, { instanceId: present.id, password: value }));
  return secretFinding(value, compared, "password", isEnteredAgain);
}

/** The value of a secret; null where the stored one stays. Fails at its place where one is needed and its variable is not set. */
export function secretAt(
  work: ApplyWork,
  at: {
    readonly reference: string | undefined;
    readonly field: string;
    readonly path: BundlePath;
    readonly isNeeded: boolean;
  },
): string | null {
  const { reference, field, path, isNeeded } = at;
  const value = reference === undefined ? null : work.file.secret(reference);
  if (value !== null || !isNeeded) return value;
  if (reference === undefined) {
    return work.file.fail(
      path,
      `“${field}” is missing.`,
      `Add “${field}: \${NAME}” here, and set NAME in the environment.`,
    );
  }
  const name = variableOf(reference);
  const remedy = `Set ${name} in the environment of this command: a ${field} is needed here.`;
  return work.file.fail([...path, field], `The variable ${name} is not set.`, remedy);
}

/** What is told of a secret that is not entered again. */
export function keptNotes(reference: string | undefined, field: string): readonly string[] {
  return reference === undefined ? [] : [`${variableOf(reference)} is not set: the stored ${field} stays.`];
}

/** How a difference shows an entered secret: never more than that it is set or changed. */
export function secretFinding(
  value: string,
  compared: "same" | "other" | "unknown" | null,
  field: string,
  isEnteredAgain: boolean,
): SecretFinding {
  if (compared === "same") return { value: isEnteredAgain ? value : null, fields: [], notes: [] };
  if (compared === null) return { value, fields: [{ field, before: null, after: "set" }], notes: [] };
  const notes = compared === "unknown" ? [`The stored ${field} cannot be opened any more and is replaced.`] : [];
  return { value, fields: [{ field, before: "set", after: "changed" }], notes };
}
