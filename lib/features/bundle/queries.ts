import { z } from "zod";
import { type Context, requireAllowed } from "@/lib/context";
import { db } from "@/lib/db/client";
import type { Prisma } from "@/lib/db/generated/client";
import type { TargetType } from "@/lib/engine/types";
import { instanceConfig } from "@/lib/features/databases/schema";
import type { ListColumnType } from "@/lib/features/sharepoint/schema";
import { compareWithCredential, compareWithPassword, type SecretComparison } from "@/lib/sync/compare-secret";
import { targetOfColumn } from "@/lib/sync/fields";
import { readGuardDefaults } from "@/lib/sync/settings";
import { bundlePolicies } from "./policy";
import { addressOf, toPresentDefinition } from "./present-definition";
import type {
  MadeColumn,
  PresentApplication,
  PresentConnection,
  PresentDatabase,
  PresentDefinition,
  PresentInstance,
  PresentList,
  PresentSite,
  PresentTable,
} from "./types";

/** More than any installation has; a bound all the same. */
const most = 10_000;

const byName = [{ name: "asc" }, { id: "asc" }] as const;
const iso = (date: Date | null) => date?.toISOString() ?? null;

/** Applications of this name, whatever its case, or all; at most 10,000, by name. */
export async function presentApplications(
  context: Context,
  which: { readonly name?: string } = {},
): Promise<readonly PresentApplication[]> {
  requireAllowed(context, bundlePolicies.export);
  return db().application.findMany({
    where: which.name === undefined ? {} : { name: { equals: which.name, mode: "insensitive" } },
    take: most,
    select: { id: true, name: true, ownerTeam: true, description: true, status: true },
    orderBy: [...byName],
  });
}

/** Databases of this name, of one application or of all; at most 10,000, by name. */
export async function presentDatabases(
  context: Context,
  which: { readonly name?: string; readonly application?: string | undefined },
): Promise<readonly PresentDatabase[]> {
  requireAllowed(context, bundlePolicies.export);
  const { name, application } = which;
  const rows = await db().database.findMany({
    where: {
      ...(name === undefined ? {} : { name }),
      ...(application === undefined ? {} : { application: { name: { equals: application, mode: "insensitive" } } }),
    },
    take: most,
    select: {
      id: true,
      applicationId: true,
      application: { select: { name: true } },
      name: true,
      dbType: true,
      environment: true,
      databaseName: true,
      status: true,
      introspectionCron: true,
      introspectionTimeZone: true,
      _count: { select: { tables: { where: { vanishedAt: null } } } },
    },
    orderBy: [...byName],
  });
  return rows.map(({ application, introspectionCron: cron, introspectionTimeZone: timeZone, _count, ...row }) => ({
    ...row,
    applicationName: application.name,
    introspection: cron === null ? null : { cron, timeZone },
    tableCount: _count.tables,
  }));
}

// Named one by one, so that the password is not among them and a new secret column would not be either.
const instanceFields = {
  id: true,
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

/** Instances of a database in the order in which they are read. */
export async function instancesOf(
  context: Context,
  input: { readonly databaseId: string },
): Promise<readonly PresentInstance[]> {
  requireAllowed(context, bundlePolicies.export);
  const { databaseId } = input;
  const rows = await db().databaseInstance.findMany({
    where: { databaseId },
    select: instanceFields,
    orderBy: [{ role: "asc" }, { priority: "asc" }, { createdAt: "asc" }, { id: "asc" }],
  });
  return rows.map(({ config, validFrom, validTo, ...row }) => ({
    ...row,
    config: instanceConfig.parse(config),
    validFrom: iso(validFrom),
    validTo: iso(validTo),
  }));
}

const scopes = z.array(z.string()).min(1);

/** Connections of this name or to this application of this tenant, or all; at most 10,000, by name. */
export async function presentConnections(
  context: Context,
  like: { readonly name?: string; readonly tenantId?: string; readonly clientId?: string } = {},
): Promise<readonly PresentConnection[]> {
  requireAllowed(context, bundlePolicies.export);
  const { name, tenantId, clientId } = like;
  const rows = await db().sharepointConnection.findMany({
    where: name === undefined ? {} : { OR: [{ name }, ...(tenantId && clientId ? [{ tenantId, clientId }] : [])] },
    take: most,
    select: {
      id: true,
      name: true,
      tenantId: true,
      clientId: true,
      authorityHost: true,
      scopes: true,
      credentialKind: true,
      credentialExpiresAt: true,
      status: true,
    },
    orderBy: [...byName],
  });
  return rows.map(({ scopes: stored, credentialExpiresAt, credentialKind, ...row }) => ({
    ...row,
    credentialKind: credentialKind === "certificate" ? "certificate" : "secret",
    scope: scopes.parse(stored)[0] ?? "",
    secretExpires: credentialKind === "secret" ? (iso(credentialExpiresAt)?.slice(0, 10) ?? null) : null,
  }));
}

/** Sites of a connection. */
export async function sitesOf(
  context: Context,
  input: { readonly connectionId: string },
): Promise<readonly PresentSite[]> {
  requireAllowed(context, bundlePolicies.export);
  const { connectionId } = input;
  const rows = await db().sharepointSite.findMany({
    where: { connectionId },
    select: {
      id: true,
      siteId: true,
      sitePath: true,
      webUrl: true,
      displayName: true,
      timeZone: true,
      includesHidden: true,
      status: true,
      lastDiscoveredAt: true,
    },
    orderBy: [{ webUrl: "asc" }, { id: "asc" }],
  });
  return rows.map(({ siteId, sitePath, ...row }) => ({ ...row, address: addressOf({ siteId, sitePath }) }));
}

/** Present lists of this name, each with the columns that can be named in a mapping. */
export async function listsNamed(
  context: Context,
  where: { readonly siteIds: readonly string[]; readonly name: string },
): Promise<readonly PresentList[]> {
  requireAllowed(context, bundlePolicies.export);
  const rows = await db().sharepointList.findMany({
    where: { siteId: { in: [...where.siteIds] }, displayName: where.name, vanishedAt: null },
    select: listShape,
    orderBy: [{ isHidden: "asc" }, { id: "asc" }],
  });
  return rows.map(toPresentList);
}

/** The list that a definition writes to, also when it was deleted. */
export async function listOf(context: Context, where: { readonly listId: string }): Promise<PresentList> {
  requireAllowed(context, bundlePolicies.export);
  return toPresentList(await db().sharepointList.findUniqueOrThrow({ where: { id: where.listId }, select: listShape }));
}

const listShape = {
  id: true,
  siteId: true,
  listId: true,
  displayName: true,
  isProvisioned: true,
  columns: { where: { vanishedAt: null }, select: { id: true, columnName: true }, orderBy: { columnName: "asc" } },
} as const satisfies Prisma.SharepointListSelect;

function toPresentList(row: Prisma.SharepointListGetPayload<{ select: typeof listShape }>): PresentList {
  const { listId, columns, ...list } = row;
  return { ...list, listGuid: listId, columns: columns.map(({ id, columnName: name }) => ({ id, name })) };
}

/** A present table with its columns in their order; null where the catalog has none of this name. */
export async function tableNamed(
  context: Context,
  where: { readonly databaseId: string; readonly schema: string; readonly table: string },
): Promise<PresentTable | null> {
  requireAllowed(context, bundlePolicies.export);
  const row = await db().databaseTable.findFirst({
    where: { databaseId: where.databaseId, schemaName: where.schema, tableName: where.table, vanishedAt: null },
    select: {
      id: true,
      databaseId: true,
      columns: {
        where: { vanishedAt: null },
        select: { id: true, columnName: true },
        orderBy: { ordinalPosition: "asc" },
      },
    },
  });
  if (row === null) return null;
  const { columns, ...table } = row;
  return { ...table, columns: columns.map(({ id, columnName: name }) => ({ id, name })) };
}

/** `schema.table` of everything that a database's catalog shows, for telling near misses; at most 10,000. */
export async function tableNames(context: Context, input: { readonly databaseId: string }): Promise<readonly string[]> {
  requireAllowed(context, bundlePolicies.export);
  const { databaseId } = input;
  const rows = await db().databaseTable.findMany({
    where: { databaseId, vanishedAt: null },
    select: { schemaName: true, tableName: true },
    orderBy: [{ schemaName: "asc" }, { tableName: "asc" }],
    take: most,
  });
  return rows.map(({ schemaName, tableName }) => `${schemaName}.${tableName}`);
}

/** Names that could have been meant where one was not found; at most 10,000. */
export async function knownNames(
  context: Context,
  input: { readonly kind: "application" | "database" | "connection" | "definition" | "list" },
): Promise<readonly string[]> {
  requireAllowed(context, bundlePolicies.export);
  const { kind } = input;
  const take = most;
  const select = { name: true } as const;
  if (kind === "list") {
    const lists = await db().sharepointList.findMany({
      where: { vanishedAt: null },
      select: { displayName: true },
      take,
    });
    return lists.map(({ displayName }) => displayName);
  }
  const rows =
    kind === "application"
      ? await db().application.findMany({ select, take })
      : kind === "database"
        ? await db().database.findMany({ select, take })
        : kind === "connection"
          ? await db().sharepointConnection.findMany({ select, take })
          : await db().syncDefinition.findMany({ select, take });
  return rows.map((row) => row.name);
}

/** Whether an instance is stored with this password; only for those who may store another one. Throws `not-found`. */
export async function comparePassword(
  context: Context,
  input: { readonly instanceId: string; readonly password: string },
): Promise<SecretComparison> {
  requireAllowed(context, bundlePolicies.apply);
  return compareWithPassword(input.instanceId, input.password);
}

/** Whether a connection is stored with this secret or certificate; only for those who may store another one. Throws `not-found`. */
export async function compareCredential(
  context: Context,
  input: { readonly connectionId: string; readonly kind: "secret" | "certificate"; readonly entered: string },
): Promise<SecretComparison> {
  requireAllowed(context, bundlePolicies.apply);
  return compareWithCredential(input.connectionId, input.kind, input.entered);
}

const definitionShape = {
  sourceTable: { include: { database: { include: { application: true } } } },
  targetList: { include: { site: { include: { connection: { select: { name: true } } } } } },
  sources: { include: { databaseInstance: { select: { instanceLabel: true } } }, orderBy: { priority: "asc" } },
  fieldMappings: {
    select: {
      id: true,
      sourceColumnName: true,
      targetColumnName: true,
      transformRule: true,
      inverseRule: true,
      nullPolicy: true,
      defaultValue: true,
    },
    orderBy: [{ targetColumnName: "asc" }, { id: "asc" }],
  },
  markColumn: { select: { columnName: true } },
  cursorColumn: { select: { columnName: true } },
  keyColumns: { select: { column: { select: { columnName: true } } }, orderBy: { ordinalPosition: "asc" } },
  matches: {
    where: { purpose: "REKEY", state: { in: ["QUEUED", "READING", "READY"] } },
    select: { newKey: true },
    take: 1,
  },
} as const satisfies Prisma.SyncDefinitionInclude;

/** Definitions by name or id, or all; at most 10,000, by name. */
export async function presentDefinitions(
  context: Context,
  which: {
    readonly name?: string;
    readonly ids?: readonly string[];
    readonly tableId?: string;
    /** Those that write to a list of this name which was deleted. */
    readonly goneList?: { readonly siteId: string; readonly name: string };
  } = {},
): Promise<readonly PresentDefinition[]> {
  requireAllowed(context, bundlePolicies.export);
  const { name, ids, tableId: sourceTableId, goneList } = which;
  const guardDefaults = await readGuardDefaults();
  const rows = await db().syncDefinition.findMany({
    where: {
      ...(name === undefined ? {} : { name }),
      ...(ids === undefined ? {} : { id: { in: [...ids] } }),
      ...(sourceTableId === undefined ? {} : { sourceTableId }),
      ...(goneList === undefined
        ? {}
        : { targetList: { siteId: goneList.siteId, displayName: goneList.name, vanishedAt: { not: null } } }),
    },
    include: definitionShape,
    orderBy: [...byName],
    take: most,
  });
  return rows.map((row) => toPresentDefinition(row, guardDefaults));
}

/** Columns of a list as a new one would be made with them; those that no list is made with are left out. */
export async function madeColumns(
  context: Context,
  input: { readonly listId: string },
): Promise<readonly MadeColumn[]> {
  requireAllowed(context, bundlePolicies.export);
  const { listId } = input;
  const rows = await db().sharepointColumn.findMany({
    where: { listId, vanishedAt: null, isHidden: false, isReadonly: false },
    orderBy: { columnName: "asc" },
  });
  return rows.flatMap((row) => {
    const target = targetOfColumn(row);
    const type = madeTypes[target.type];
    if (type === undefined) return [];
    return {
      name: row.columnName,
      displayName: row.displayName ?? row.columnName,
      type,
      maxLength: type === "text" ? target.maxLength : null,
      choices: type === "choice" || type === "multichoice" ? target.choices : null,
      isRequired: row.isRequired,
      isIndexed: row.isIndexed,
      isUnique: row.isUnique,
    };
  });
}

/** What a list can be made of, by the engine's words. */
const madeTypes: Partial<Record<TargetType, ListColumnType>> = {
  text: "text",
  note: "note",
  number: "number",
  boolean: "boolean",
  choice: "choice",
  "multi-choice": "multichoice",
  date: "date",
  "date-time": "dateTime",
  lookup: "lookup",
  person: "person",
};
