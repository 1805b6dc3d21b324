import { type Context, requireAllowed } from "@/lib/context";
import { processKeyring } from "@/lib/crypto/keyring";
import { seal } from "@/lib/crypto/seal";
import { hasPassed } from "@/lib/crypto/settings-test";
import { db, type Tx } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";
import { inTransaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors/app-error";
import { recordAudit } from "@/lib/features/audit/record";
import { requireSeen } from "@/lib/features/seen/require-seen";
import type { Findings, SettingsTest } from "@/lib/features/verification/schema";
import { nextTime, nextTimes } from "@/lib/jobs/cron";
import { doubtMoved } from "@/lib/sync/doubt-moved";
import { endIntrospections } from "@/lib/sync/introspection-runs";
import { checkSource, hasSchemas, passwordContext, requireUsableConfig } from "@/lib/sync/open-source";
import { connectionTests, takeTurn } from "@/lib/sync/rate-limit";
import { openIntrospection } from "@/lib/sync/request-introspection";
import { goesElsewhere } from "./goes-elsewhere";
import { instanceWords } from "./labels";
import { databasePolicies } from "./policy";
import type {
  CreateInstanceInput,
  DatabaseInput,
  DatabaseStatusInput,
  FailOverOrderInput,
  InstanceRef,
  InstanceStatusInput,
  RequestIntrospectionInput,
  ScheduleInput,
  ScheduleTimes,
  UpdateDatabaseInput,
  UpdateInstanceInput,
} from "./schema";
import { provenTest, signTest } from "./tested-settings";

const databaseFields = {
  applicationId: true,
  name: true,
  dbType: true,
  environment: true,
  databaseName: true,
  status: true,
} as const;

// Without the password: audit and comparison need only to know that it changed.
const instanceFields = {
  databaseId: true,
  instanceLabel: true,
  host: true,
  port: true,
  dbName: true,
  dbUser: true,
  config: true,
  role: true,
  priority: true,
  status: true,
  validFrom: true,
  validTo: true,
} as const;

const lockDatabase = (tx: Tx, databaseId: string) =>
  tx.$queryRaw`SELECT id FROM databases WHERE id = ${databaseId}::uuid FOR UPDATE`;

async function requireDatabase(tx: Tx, databaseId: string) {
  const database = await tx.database.findUnique({ where: { id: databaseId }, select: databaseFields });
  if (!database) throw new AppError("not-found", { message: "This database does not exist." });
  return database;
}

async function requireInstance(tx: Tx, instanceId: string) {
  const instance = await tx.databaseInstance.findUnique({
    where: { id: instanceId },
    select: { ...instanceFields, database: { select: { dbType: true } } },
  });
  if (!instance) throw new AppError("not-found", { message: "This instance does not exist." });
  return instance;
}

async function requireApplicationInUse(tx: Tx, applicationId: string): Promise<void> {
  const application = await tx.application.findUnique({ where: { id: applicationId }, select: { status: true } });
  if (!application) throw new AppError("not-found", { message: "This application does not exist." });
  if (application.status !== "ACTIVE") {
    throw new AppError("parent-paused", { message: "This application is archived.", remedy: "Restore it first." });
  }
}

/** Says in words what the unique index on (application, database name, environment) refuses. */
async function refusingTwins<T>(input: DatabaseInput, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!(error instanceof Prisma.PrismaClientKnownRequestError) || error.code !== "P2002") throw error;
    throw new AppError("already-exists", {
      message: `This application has a database “${input.databaseName}” in this environment already.`,
      details: { field: "databaseName" },
      cause: error,
    });
  }
}

/** Throws `already-exists` when the application has a database of that name in that environment. */
export async function createDatabase(context: Context, input: DatabaseInput): Promise<{ readonly databaseId: string }> {
  requireAllowed(context, databasePolicies.manage);
  return refusingTwins(input, () =>
    inTransaction(async (tx) => {
      await requireApplicationInUse(tx, input.applicationId);
      const { id } = await tx.database.create({ data: input, select: { id: true } });
      const target = { targetKind: "database", targetId: id, targetName: input.name };
      await recordAudit(tx, context, { action: "database.created", ...target, after: input });
      return { databaseId: id };
    }),
  );
}

/** Throws `in-use` when the kind shall change although tables of the former kind are cataloged, and `changed-meanwhile`. */
export async function updateDatabase(context: Context, input: UpdateDatabaseInput): Promise<void> {
  requireAllowed(context, databasePolicies.manage);
  const { databaseId, seen, ...data } = input;
  await refusingTwins(data, () =>
    inTransaction(async (tx) => {
      await lockDatabase(tx, databaseId);
      const before = await requireDatabase(tx, databaseId);
      requireSeen(seen, before);
      if (before.applicationId !== data.applicationId) await requireApplicationInUse(tx, data.applicationId);
      if (before.dbType !== data.dbType && (await tx.databaseTable.count({ where: { databaseId }, take: 1 })) > 0) {
        throw new AppError("in-use", {
          message: "The kind cannot change: tables of this database are cataloged.",
          details: { field: "dbType" },
          remedy: "Register a second database of the other kind.",
        });
      }
      const after = await tx.database.update({ where: { id: databaseId }, data, select: databaseFields });
      if (before.databaseName !== after.databaseName && !hasSchemas(after.dbType)) {
        // Its tables stand under the database's own name; the next introspection must find them there, and one under way brings the old name back.
        await endIntrospections(tx, databaseId, "The database got another name meanwhile.");
        const where = { databaseId, schemaName: before.databaseName };
        await tx.databaseTable.updateMany({ where, data: { schemaName: after.databaseName } });
      }
      const target = { targetKind: "database", targetId: databaseId, targetName: after.name };
      await recordAudit(tx, context, { action: "database.updated", ...target, before, after });
    }),
  );
}

/** A disabled database pauses its definitions (they run into `parent-paused`). Harmless when repeated. */
export async function setDatabaseStatus(context: Context, input: DatabaseStatusInput): Promise<void> {
  requireAllowed(context, databasePolicies.manage);
  const { databaseId, status } = input;
  await inTransaction(async (tx) => {
    const before = await requireDatabase(tx, databaseId);
    if (before.status === status) return;
    await tx.database.update({ where: { id: databaseId }, data: { status }, select: { id: true } });
    const action = status === "DISABLED" ? "database.disabled" : "database.enabled";
    const target = { targetKind: "database", targetId: databaseId, targetName: before.name };
    await recordAudit(tx, context, { action, ...target, before: { status: before.status }, after: { status } });
  });
}

function sealedPassword(password: string): string {
  return seal(processKeyring().current, password, passwordContext);
}

/**
 * Throws `input-invalid` when the connector of this kind cannot use the settings. Does not connect: a test of these very settings is kept with
 * them, else it is tested afterwards.
 */
export async function createInstance(
  context: Context,
  input: CreateInstanceInput,
): Promise<{ readonly instanceId: string }> {
  requireAllowed(context, databasePolicies.manage);
  const { dbPassword, test, ...data } = input;
  return inTransaction(async (tx) => {
    const database = await requireDatabase(tx, input.databaseId);
    requireUsableConfig(data, database);
    const { id } = await tx.databaseInstance.create({
      data: { ...data, dbPassword: sealedPassword(dbPassword), ...provenTest(input, test, new Date()) },
      select: { id: true },
    });
    const target = { targetKind: "instance", targetId: id, targetName: input.instanceLabel };
    await recordAudit(tx, context, { action: "instance.created", ...target, after: data });
    return { instanceId: id };
  });
}

/**
 * Throws `secret-required` when host, port, user or connection options change and no password is given: a stored password is never sent anywhere
 * but where it was entered for (sync-semantics 15), and `changed-meanwhile`. Another destination or database forgets the findings of the last
 * test, unless these very settings were tested just before.
 */
export async function updateInstance(context: Context, input: UpdateInstanceInput): Promise<void> {
  requireAllowed(context, databasePolicies.manage);
  const { instanceId, dbPassword, test, seen, ...data } = input;
  await inTransaction(async (tx) => {
    await tx.$queryRaw`SELECT id FROM database_instances WHERE id = ${instanceId}::uuid FOR UPDATE`;
    const { database, ...before } = await requireInstance(tx, instanceId);
    requireSeen(seen, before, { words: instanceWords });
    const moved = goesElsewhere(before, data);
    if (moved && dbPassword === undefined) throw new AppError("secret-required", { details: { field: "dbPassword" } });
    requireUsableConfig(data, database);
    const isUntested = moved || before.dbName !== data.dbName || dbPassword !== undefined;
    const { databaseId } = before;
    const proven = dbPassword === undefined ? null : provenTest({ databaseId, ...data, dbPassword }, test, new Date());
    const after = await tx.databaseInstance.update({
      where: { id: instanceId },
      data: {
        ...data,
        ...(dbPassword === undefined ? {} : { dbPassword: sealedPassword(dbPassword) }),
        ...(isUntested ? { verification: Prisma.DbNull, lastVerifiedAt: null } : {}),
        ...proven,
      },
      select: instanceFields,
    });
    await doubtMoved(tx, instanceId, before, after);
    await recordAudit(tx, context, {
      action: "instance.updated",
      targetKind: "instance",
      targetId: instanceId,
      targetName: after.instanceLabel,
      before,
      after: { ...after, passwordChanged: dbPassword !== undefined },
    });
  });
}

/** Harmless when repeated. */
export async function setInstanceStatus(context: Context, input: InstanceStatusInput): Promise<void> {
  requireAllowed(context, databasePolicies.manage);
  const { instanceId, status } = input;
  await inTransaction(async (tx) => {
    const before = await requireInstance(tx, instanceId);
    if (before.status === status) return;
    await tx.databaseInstance.update({ where: { id: instanceId }, data: { status }, select: { id: true } });
    const action = status === "DISABLED" ? "instance.disabled" : "instance.enabled";
    const target = { targetKind: "instance", targetId: instanceId, targetName: before.instanceLabel };
    await recordAudit(tx, context, { action, ...target, before: { status: before.status }, after: { status } });
  });
}

/** Findings as plain data, ready to be stored. */
const toFindings = (found: Awaited<ReturnType<typeof checkSource>>): Findings =>
  found.map((finding) => ({ ...finding }));

/** Probes a stored instance and keeps the findings. A refusal is a finding, not an error. */
export async function testInstance(context: Context, input: InstanceRef): Promise<{ readonly findings: Findings }> {
  requireAllowed(context, databasePolicies.test);
  if (context.actor.kind === "person") await takeTurn(connectionTests, context.actor.userId);
  const instance = await db().databaseInstance.findUnique({
    where: { id: input.instanceId },
    include: { database: { select: { dbType: true } } },
  });
  if (!instance) throw new AppError("not-found", { message: "This instance does not exist." });
  const findings = toFindings(await checkSource(instance, instance.database));
  const passed = hasPassed(findings);
  const checkedAt = new Date();
  await inTransaction(async (tx) => {
    // Findings about an address that was changed meanwhile say nothing about the new one.
    const { host, port, dbName, dbUser, dbPassword } = instance;
    await tx.databaseInstance.updateMany({
      where: { id: instance.id, host, port, dbName, dbUser, dbPassword },
      data: {
        verification: { checkedAt: checkedAt.toISOString(), findings },
        ...(passed ? { lastVerifiedAt: checkedAt } : {}),
      },
    });
    const target = { targetKind: "instance", targetId: instance.id, targetName: instance.instanceLabel };
    const failed = findings.filter((finding) => finding.level === "error").map((finding) => finding.id);
    await recordAudit(tx, context, { action: "instance.tested", ...target, after: { passed, failed } });
  });
  return { findings };
}

/** Probes settings that are not stored yet; only for those who may store them, so that nobody else scans the network with it. */
export async function testInstanceDraft(context: Context, input: CreateInstanceInput): Promise<SettingsTest> {
  requireAllowed(context, databasePolicies.manage);
  if (context.actor.kind === "person") await takeTurn(connectionTests, context.actor.userId);
  const database = await requireDatabase(db(), input.databaseId);
  const { dbPassword, ...settings } = input;
  const found = toFindings(await checkSource({ ...settings, password: dbPassword }, database));
  return signTest(input, found, new Date());
}

/**
 * Asks for an introspection by the given instance, else by the one that is read first. A database that is being introspected already
 * gives that run (`alreadyRunning`). Throws `no-instance` when none may be read, `parent-paused` when the database is switched off.
 */
export async function requestIntrospection(
  context: Context,
  input: RequestIntrospectionInput,
): Promise<{ readonly introspectionRunId: string; readonly alreadyRunning: boolean }> {
  requireAllowed(context, databasePolicies.introspect);
  return inTransaction((tx) => openIntrospection(tx, context, input));
}

/**
 * Says when a database is introspected by itself, or never (`cron: null`). Throws `input-invalid` naming the field when the five cron fields
 * or the time zone cannot be read, and `changed-meanwhile`.
 */
export async function setSchedule(
  context: Context,
  input: ScheduleInput,
): Promise<{ readonly nextIntrospectionAt: Date | null }> {
  requireAllowed(context, databasePolicies.manage);
  const { databaseId, cron, timeZone, seen } = input;
  return inTransaction(async (tx) => {
    await lockDatabase(tx, databaseId);
    const before = await tx.database.findUnique({
      where: { id: databaseId },
      select: { name: true, introspectionCron: true, introspectionTimeZone: true },
    });
    if (!before) throw new AppError("not-found", { message: "This database does not exist." });
    requireSeen(
      seen,
      { cron: before.introspectionCron, timeZone: before.introspectionTimeZone },
      { words: { cron: "when it is introspected" } },
    );
    const nextIntrospectionAt = nextTime({ cron: cron ?? "0 0 * * *", timeZone }, new Date());
    const data = {
      introspectionCron: cron,
      introspectionTimeZone: timeZone,
      nextIntrospectionAt: cron === null ? null : nextIntrospectionAt,
    };
    await tx.database.update({ where: { id: databaseId }, data, select: { id: true } });
    await recordAudit(tx, context, {
      action: cron === null ? "database.schedule-removed" : "database.scheduled",
      targetKind: "database",
      targetId: databaseId,
      targetName: before.name,
      before: { cron: before.introspectionCron, timeZone: before.introspectionTimeZone },
      after: { cron, timeZone },
    });
    return { nextIntrospectionAt: data.nextIntrospectionAt };
  });
}

/** The next five times of a schedule that is not stored yet; throws as `setSchedule`. */
export async function previewSchedule(
  context: Context,
  input: ScheduleTimes,
): Promise<{ readonly times: readonly Date[] }> {
  requireAllowed(context, databasePolicies.manage);
  return { times: nextTimes(input, new Date(), 5) };
}

/**
 * Puts the instances in the order in which they are read: the first becomes the primary, the others secondaries by rising priority numbers.
 * Throws `input-invalid` when the list is not exactly the database's instances, and `changed-meanwhile`. Definitions keep the order of their own sources.
 */
export async function setFailOverOrder(context: Context, input: FailOverOrderInput): Promise<void> {
  requireAllowed(context, databasePolicies.manage);
  const { databaseId, instanceIds, seen } = input;
  await inTransaction(async (tx) => {
    const database = await requireDatabase(tx, databaseId);
    await tx.$executeRaw`SELECT 1 FROM database_instances WHERE database_id = ${databaseId}::uuid ORDER BY id FOR UPDATE`;
    const instances = await tx.databaseInstance.findMany({
      where: { databaseId },
      select: { id: true, instanceLabel: true, role: true, priority: true },
      orderBy: [{ role: "asc" }, { priority: "asc" }, { createdAt: "asc" }, { id: "asc" }],
    });
    requireSeen(
      seen,
      { instanceIds: instances.map(({ id }) => id) },
      {
        words: { instanceIds: "order" },
        remedy: "Nothing was changed: look at the order as it is now, and choose again.",
      },
    );
    const labels = new Map(instances.map((instance) => [instance.id, instance.instanceLabel]));
    const wanted = new Set(instanceIds);
    if (
      wanted.size !== instanceIds.length ||
      wanted.size !== labels.size ||
      instanceIds.some((id) => !labels.has(id))
    ) {
      throw new AppError("input-invalid", {
        message: "The order does not name each instance of this database once.",
        remedy: "Somebody may have added or removed one: load the page again.",
        details: { field: "instanceIds" },
      });
    }
    await tx.$executeRaw`
      UPDATE database_instances instance SET priority = place.at - 1, updated_at = now(),
        role = (CASE place.at WHEN 1 THEN 'PRIMARY' ELSE 'SECONDARY' END)::"InstanceRole"
      FROM unnest(${instanceIds}::uuid[]) WITH ORDINALITY AS place(id, at) WHERE instance.id = place.id`;
    await recordAudit(tx, context, {
      action: "database.fail-over-order-set",
      targetKind: "database",
      targetId: databaseId,
      targetName: database.name,
      before: { order: instances.map((instance) => instance.instanceLabel) },
      after: { order: instanceIds.map((id) => labels.get(id)) },
    });
  });
}
