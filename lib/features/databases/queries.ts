import { type Context, requireAllowed } from "@/lib/context";
import { db } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";
import { byEnum, byId, byMoment, byText, orderedBy, type Placed, toPlacedPage } from "@/lib/db/ordering";
import type { Page } from "@/lib/db/page";
import { AppError } from "@/lib/errors/app-error";
import { verification } from "@/lib/features/verification/schema";
import { sourceKinds } from "@/lib/sync/source-kinds";
import { databasePolicies } from "./policy";
import {
  type DatabaseFilter,
  type DatabaseRef,
  databaseEnvironment,
  databaseType,
  type InstanceRef,
  type IntrospectionFilter,
  type IntrospectionRef,
  type InventoryFilter,
  instanceConfig,
  introspectionStats,
} from "./schema";
import type {
  DatabaseDetails,
  DatabaseKind,
  DatabaseRow,
  InstanceRow,
  IntrospectionRow,
  InventoryApplication,
} from "./types";

// Counted once over all tables, findings and syncs: each of them belongs to one database.
const databaseColumns = Prisma.sql`
  d.id, d.application_id AS "applicationId", a.name AS "applicationName", d.name, d.db_type::text AS "dbType",
    d.environment::text AS environment, d.database_name AS "databaseName", d.status::text AS status, d.created_at AS "createdAt", d.viewers_may_see_values AS "viewersMaySeeValues",
    d.introspection_cron AS "introspectionCron", d.introspection_time_zone AS "introspectionTimeZone",
    d.next_introspection_at AS "nextIntrospectionAt",
    coalesce(drifted.findings, 0) AS "openDriftCount",
    (SELECT count(*)::int FROM database_instances i WHERE i.database_id = d.id) AS "instanceCount",
    coalesce(counted.tables, 0) AS "tableCount", coalesce(used.definitions, 0) AS "definitionCount",
    (SELECT max(r.ended_at) FROM introspection_runs r JOIN database_instances i ON i.id = r.database_instance_id
      WHERE i.database_id = d.id AND r.status = 'SUCCESS') AS "lastIntrospectedAt"`;
const databases = Prisma.sql`
  databases d JOIN applications a ON a.id = d.application_id
  LEFT JOIN (
    SELECT t.database_id, count(*)::int AS findings FROM drift_findings f JOIN database_tables t ON t.id = f.table_id
    WHERE f.status = 'OPEN' GROUP BY t.database_id
  ) drifted ON drifted.database_id = d.id
  LEFT JOIN (
    SELECT database_id, count(*)::int AS tables FROM database_tables WHERE vanished_at IS NULL GROUP BY database_id
  ) counted ON counted.database_id = d.id
  LEFT JOIN (
    SELECT t.database_id, count(*)::int AS definitions FROM sync_definitions s JOIN database_tables t ON t.id = s.source_table_id GROUP BY t.database_id
  ) used ON used.database_id = d.id`;

/** The kinds of database that can be read, for forms. */
export async function getDatabaseKinds(context: Context): Promise<readonly DatabaseKind[]> {
  requireAllowed(context, databasePolicies.read);
  return sourceKinds();
}

const byName = [byText(Prisma.sql`a.name`), byText(Prisma.sql`d.name`), byId(Prisma.sql`d.id`)] as const;
const kind = byEnum(Prisma.sql`d.db_type`, Prisma.sql`"DatabaseType"`, databaseType.options);
const environment = byEnum(Prisma.sql`d.environment`, Prisma.sql`"DatabaseEnvironment"`, databaseEnvironment.options);
const orders = {
  name: byName,
  kind: [kind, ...byName],
  environment: [environment, ...byName],
  databaseName: [byText(Prisma.sql`d.database_name`), ...byName],
} as const;

/** By application and name unless the filter says otherwise. */
export async function listDatabases(context: Context, filter: DatabaseFilter): Promise<Page<DatabaseRow>> {
  requireAllowed(context, databasePolicies.read);
  const order = orderedBy(orders[filter.sort ?? "name"], filter.direction);
  const where = [Prisma.sql`true`];
  if (filter.kind) where.push(Prisma.sql`d.db_type::text = ${filter.kind}`);
  if (filter.applicationId) where.push(Prisma.sql`d.application_id = ${filter.applicationId}::uuid`);
  if (filter.environment) where.push(Prisma.sql`d.environment::text = ${filter.environment}`);
  if (filter.status) where.push(Prisma.sql`d.status::text = ${filter.status}`);
  if (filter.search) {
    const wanted = filter.search.toLowerCase();
    where.push(Prisma.sql`position(${wanted} in lower(concat_ws(' ', d.name, d.database_name, a.name))) > 0`);
  }
  if (filter.cursor) where.push(order.after(filter.cursor));
  const rows = await db().$queryRaw<Placed<DatabaseRow>[]>`
    SELECT ${databaseColumns}, ${order.position} AS position FROM ${databases}
    WHERE ${Prisma.join(where, " AND ")} ORDER BY ${order.by} LIMIT ${filter.limit + 1}`;
  return toPlacedPage(rows, filter.limit);
}

/** The inventory as a tree, applications by name. */
export async function listInventory(context: Context, filter: InventoryFilter): Promise<Page<InventoryApplication>> {
  requireAllowed(context, databasePolicies.read);
  const order = orderedBy([byText(Prisma.sql`a.name`), byId(Prisma.sql`a.id`)]);
  const where = [Prisma.sql`true`];
  if (filter.status) where.push(Prisma.sql`a.status::text = ${filter.status}`);
  if (filter.search) {
    const has = (...names: readonly Prisma.Sql[]) =>
      Prisma.sql`position(${filter.search?.toLowerCase()} in lower(concat_ws(' ', ${Prisma.join(names)}))) > 0`;
    where.push(Prisma.sql`(${has(Prisma.sql`a.name`, Prisma.sql`a.owner_team`)} OR EXISTS (
      SELECT FROM databases d LEFT JOIN database_instances i ON i.database_id = d.id WHERE d.application_id = a.id
        AND ${has(Prisma.sql`d.name`, Prisma.sql`d.database_name`, Prisma.sql`i.instance_label`, Prisma.sql`i.host`)}))`);
  }
  if (filter.cursor) where.push(order.after(filter.cursor));
  const found = await db().$queryRaw<Placed<{ id: string }>[]>`
    SELECT a.id, ${order.position} AS position FROM applications a
    WHERE ${Prisma.join(where, " AND ")} ORDER BY ${order.by} LIMIT ${filter.limit + 1}`;
  const page = toPlacedPage(found, filter.limit);
  const trees = await db().application.findMany({
    where: { id: { in: page.rows.map(({ id }) => id) } },
    select: inventoryColumns,
    orderBy: [{ name: "asc" }, { id: "asc" }],
  });
  return { ...page, rows: trees.map(toInventoryApplication) };
}

const inventoryColumns = {
  id: true,
  name: true,
  ownerTeam: true,
  status: true,
  databases: {
    select: {
      id: true,
      name: true,
      dbType: true,
      environment: true,
      status: true,
      _count: { select: { tables: { where: { vanishedAt: null } } } },
      instances: {
        select: {
          id: true,
          instanceLabel: true,
          host: true,
          port: true,
          role: true,
          status: true,
          validFrom: true,
          validTo: true,
          verification: true,
          _count: { select: { syncSources: true } },
        },
        orderBy: [{ role: "asc" }, { priority: "asc" }, { createdAt: "asc" }, { id: "asc" }],
      },
    },
    orderBy: [{ name: "asc" }, { id: "asc" }],
  },
} as const satisfies Prisma.ApplicationSelect;

function toInventoryApplication(
  stored: Prisma.ApplicationGetPayload<{ select: typeof inventoryColumns }>,
): InventoryApplication {
  return {
    ...stored,
    databases: stored.databases.map(({ _count, instances, ...database }) => ({
      ...database,
      tableCount: _count.tables,
      instances: instances.map(({ _count: counted, verification: found, ...instance }) => ({
        ...instance,
        verification: found === null ? null : verification.parse(found),
        definitionCount: counted.syncSources,
      })),
    })),
  };
}

/** One database with its instances in the order in which they are read from. Throws `not-found`. */
export async function getDatabase(context: Context, input: DatabaseRef): Promise<DatabaseDetails> {
  requireAllowed(context, databasePolicies.read);
  const [database] = await db().$queryRaw<DatabaseRow[]>`
    SELECT ${databaseColumns} FROM ${databases} WHERE d.id = ${input.databaseId}::uuid`;
  if (database === undefined) throw new AppError("not-found", { message: "This database does not exist." });
  const [instances, latest] = await Promise.all([
    listInstances(context, input),
    listIntrospections(context, { databaseId: input.databaseId, limit: 1 }),
  ]);
  return { ...database, instances, latestIntrospection: latest.rows[0] ?? null };
}

// Named one by one, so that the password is not among them and a new secret column would not be either.
const instanceColumns = {
  id: true,
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
  lastVerifiedAt: true,
  verification: true,
  createdAt: true,
  updatedAt: true,
  syncSources: { where: { isEnabled: true }, select: { syncDefinition: { select: { id: true, name: true } } } },
} as const satisfies Prisma.DatabaseInstanceSelect;

type InstanceRecord = Prisma.DatabaseInstanceGetPayload<{ select: typeof instanceColumns }>;

function toInstanceRow({ syncSources, config, verification: found, ...row }: InstanceRecord): InstanceRow {
  return {
    ...row,
    config: instanceConfig.parse(config),
    verification: found === null ? null : verification.parse(found),
    definitions: syncSources.map((source) => source.syncDefinition),
  };
}

/** Endpoints of a database in the order in which they are read from. */
export async function listInstances(context: Context, input: DatabaseRef): Promise<readonly InstanceRow[]> {
  requireAllowed(context, databasePolicies.read);
  const rows = await db().databaseInstance.findMany({
    where: { databaseId: input.databaseId },
    select: instanceColumns,
    orderBy: [{ role: "asc" }, { priority: "asc" }, { createdAt: "asc" }, { id: "asc" }],
  });
  return rows.map(toInstanceRow);
}

/** Throws `not-found`. */
export async function getInstance(context: Context, input: InstanceRef): Promise<InstanceRow> {
  requireAllowed(context, databasePolicies.read);
  const row = await db().databaseInstance.findUnique({ where: { id: input.instanceId }, select: instanceColumns });
  if (row === null) throw new AppError("not-found", { message: "This instance does not exist." });
  return toInstanceRow(row);
}

type IntrospectionRecord = Omit<IntrospectionRow, "stats" | "state"> & {
  readonly stats: unknown;
  readonly status: "SUCCESS" | "FAILED" | null;
};

const introspectionColumns = Prisma.sql`
  r.id, i.database_id AS "databaseId", i.id AS "instanceId", i.instance_label AS "instanceLabel", r.started_at AS "startedAt",
    r.ended_at AS "endedAt", r.status::text AS status, r.phase, r.stats,
    r.error_code AS "errorCode", r.error_message AS "errorMessage", r.requested_by AS "requestedBy"`;
const introspections = Prisma.sql`
  introspection_runs r JOIN database_instances i ON i.id = r.database_instance_id`;

const states = { SUCCESS: "succeeded", FAILED: "failed" } as const;

function toIntrospectionRow({ status, stats, ...row }: IntrospectionRecord): IntrospectionRow {
  return { ...row, stats: introspectionStats.parse(stats), state: status === null ? "running" : states[status] };
}

const byStart = [byMoment(Prisma.sql`r.started_at`), byId(Prisma.sql`r.id`)] as const;
const introspectionStates = {
  running: Prisma.sql`r.status IS NULL`,
  succeeded: Prisma.sql`r.status = 'SUCCESS'`,
  failed: Prisma.sql`r.status = 'FAILED'`,
} as const;

/** The newest first unless the filter says otherwise. */
export async function listIntrospections(
  context: Context,
  filter: IntrospectionFilter,
): Promise<Page<IntrospectionRow>> {
  requireAllowed(context, databasePolicies.read);
  const order = orderedBy(byStart, filter.direction ?? "desc");
  const where = [Prisma.sql`i.database_id = ${filter.databaseId}::uuid`];
  if (filter.state) where.push(introspectionStates[filter.state]);
  if (filter.cursor) where.push(order.after(filter.cursor));
  const rows = await db().$queryRaw<Placed<IntrospectionRecord>[]>`
    SELECT ${introspectionColumns}, ${order.position} AS position FROM ${introspections}
    WHERE ${Prisma.join(where, " AND ")} ORDER BY ${order.by} LIMIT ${filter.limit + 1}`;
  const page = toPlacedPage(rows, filter.limit);
  return { ...page, rows: page.rows.map(toIntrospectionRow) };
}

/** One introspection, with live counts while it runs. Throws `not-found`. */
export async function getIntrospection(context: Context, input: IntrospectionRef): Promise<IntrospectionRow> {
  requireAllowed(context, databasePolicies.read);
  const [row] = await db().$queryRaw<IntrospectionRecord[]>`
    SELECT ${introspectionColumns} FROM ${introspections} WHERE r.id = ${input.introspectionRunId}::uuid`;
  if (row === undefined) throw new AppError("not-found", { message: "This introspection does not exist." });
  return toIntrospectionRow(row);
}
