import { z } from "zod";
import { type Context, requireAllowed } from "@/lib/context";
import { db } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";
import { byId, byMoment, byNumber, byText, orderedBy, type Placed, toPlacedPage } from "@/lib/db/ordering";
import type { Page } from "@/lib/db/page";
import { AppError } from "@/lib/errors/app-error";
import { verification } from "@/lib/features/verification/schema";
import { describeStoredColumn, searchForSites } from "@/lib/sync/discover-sharepoint";
import type { ListPlan, PlannedColumn } from "@/lib/sync/plan-list";
import { typeOf } from "@/lib/sync/plan-list-types";
import { type AdoptionOffer, offerAdoption as offer } from "@/lib/sync/provision-list";
import { planListFor, requireFulfillable } from "@/lib/sync/provision-list-plan";
import { columnTypeLabel } from "./labels";
import { sharepointPolicies } from "./policy";
import {
  type ConnectionFilter,
  type ConnectionRef,
  credentialKind,
  type ListFilter,
  type ListRef,
  type PlanListInput,
  type ProvisionListInput,
  type ReviseListInput,
  type SearchSitesInput,
  type SiteFilter,
  type SiteRef,
} from "./schema";
import type {
  ConnectionRow,
  FoundSite,
  ListColumnRow,
  ListDetails,
  ListMetric,
  ListRow,
  ListUse,
  ProposedColumn,
  SiteRow,
} from "./types";

/** Hidden lists (`l`) of a site (`s`) that leaves them out stay known and are not shown, but for those that a sync writes to. */
const isShown = Prisma.sql`(NOT l.is_hidden OR s.includes_hidden OR EXISTS (SELECT FROM sync_targets t WHERE t.target_list_id = l.id))`;

// Named one by one, so that the secret is not among them and a new secret column would not be either.
const connectionColumns = Prisma.sql`
  c.id, c.name, c.tenant_id AS "tenantId", c.client_id AS "clientId", c.authority_host AS "authorityHost", c.scopes,
  c.credential_kind AS credential, c.credential_expires_at AS "credentialExpiresAt", c.status::text AS status,
  c.last_verified_at AS "lastVerifiedAt", c.verification, c.created_at AS "createdAt", c.updated_at AS "updatedAt",
  (SELECT count(*)::int FROM sharepoint_sites s WHERE s.connection_id = c.id) AS "siteCount",
  (SELECT count(*)::int FROM sharepoint_sites s JOIN sharepoint_lists l ON l.site_id = s.id
    WHERE s.connection_id = c.id AND l.vanished_at IS NULL AND ${isShown}) AS "listCount"`;

type ConnectionRecord = Omit<ConnectionRow, "credential" | "scopes" | "verification"> & {
  readonly credential: unknown;
  readonly scopes: unknown;
  readonly verification: unknown;
};
const storedScopes = z.array(z.string());

function toConnectionRow({ credential, scopes, verification: found, ...row }: ConnectionRecord): ConnectionRow {
  return {
    ...row,
    credential: credentialKind.parse(credential),
    scopes: storedScopes.parse(scopes),
    verification: found === null ? null : verification.parse(found),
  };
}

const byConnectionName = [byText(Prisma.sql`c.name`), byId(Prisma.sql`c.id`)] as const;
const connectionOrders = {
  name: byConnectionName,
  // Those of which nobody knows it end last.
  expires: [byMoment(Prisma.sql`coalesce(c.credential_expires_at, 'infinity')`), ...byConnectionName],
  created: [byMoment(Prisma.sql`c.created_at`), byId(Prisma.sql`c.id`)],
} as const;

/** By name unless the filter says otherwise. */
export async function listConnections(context: Context, filter: ConnectionFilter): Promise<Page<ConnectionRow>> {
  requireAllowed(context, sharepointPolicies.read);
  const order = orderedBy(connectionOrders[filter.sort ?? "name"], filter.direction);
  const where = [Prisma.sql`true`];
  if (filter.status) where.push(Prisma.sql`c.status::text = ${filter.status}`);
  if (filter.credential) where.push(Prisma.sql`c.credential_kind = ${filter.credential}`);
  if (filter.found) where.push(hasFound(filter.found));
  if (filter.search) {
    const wanted = filter.search.toLowerCase();
    where.push(Prisma.sql`position(${wanted} in lower(concat_ws(' ', c.name, c.tenant_id, c.client_id))) > 0`);
  }
  if (filter.cursor) where.push(order.after(filter.cursor));
  const rows = await db().$queryRaw<Placed<ConnectionRecord>[]>`
    SELECT ${connectionColumns}, ${order.position} AS position FROM sharepoint_connections c
    WHERE ${Prisma.join(where, " AND ")} ORDER BY ${order.by} LIMIT ${filter.limit + 1}`;
  const page = toPlacedPage(rows, filter.limit);
  return { ...page, rows: page.rows.map(toConnectionRow) };
}

/** Connections whose last verification found this at worst. */
function hasFound(worst: NonNullable<ConnectionFilter["found"]>): Prisma.Sql {
  const has = (level: string) =>
    Prisma.sql`c.verification->'findings' @> jsonb_build_array(jsonb_build_object('level', ${level}::text))`;
  if (worst === "unverified") return Prisma.sql`c.verification IS NULL`;
  if (worst === "error") return has("error");
  const isRight = Prisma.sql`c.verification IS NOT NULL AND NOT ${has("error")}`;
  return worst === "warning"
    ? Prisma.sql`${isRight} AND ${has("warning")}`
    : Prisma.sql`${isRight} AND NOT ${has("warning")}`;
}

/** What may need a person of each connection that is enabled, by name. */
export async function listEnabledConnections(
  context: Context,
): Promise<readonly Pick<ConnectionRow, "id" | "name" | "credentialExpiresAt" | "verification">[]> {
  requireAllowed(context, sharepointPolicies.read);
  const rows = await db().sharepointConnection.findMany({
    where: { status: "ACTIVE" },
    select: { id: true, name: true, credentialExpiresAt: true, verification: true },
    orderBy: [{ name: "asc" }, { id: "asc" }],
  });
  return rows.map((row) => ({
    ...row,
    verification: row.verification === null ? null : verification.parse(row.verification),
  }));
}

/** Throws `not-found`. */
export async function getConnection(context: Context, input: ConnectionRef): Promise<ConnectionRow> {
  requireAllowed(context, sharepointPolicies.read);
  const [row] = await db().$queryRaw<ConnectionRecord[]>`
    SELECT ${connectionColumns} FROM sharepoint_connections c WHERE c.id = ${input.connectionId}::uuid`;
  if (row === undefined) throw new AppError("not-found", { message: "This connection does not exist." });
  return toConnectionRow(row);
}

const siteColumns = Prisma.sql`
  s.id, s.connection_id AS "connectionId", c.name AS "connectionName", s.display_name AS "displayName", s.hostname,
  s.site_path AS "sitePath", s.web_url AS "webUrl", s.status::text AS status, s.time_zone AS "timeZone",
  (SELECT count(*)::int FROM sharepoint_lists l WHERE l.site_id = s.id AND l.vanished_at IS NULL AND ${isShown}) AS "listCount",
  s.last_discovered_at AS "lastDiscoveredAt", s.discovery_error AS "discoveryError",
  s.includes_hidden AS "includesHidden",
  s.discovery_requested_at IS NOT NULL
    AND s.discovery_requested_at > coalesce(greatest(s.last_discovered_at, s.discovery_failed_at), '-infinity') AS "isDiscovering",
  CASE WHEN s.discovery_waiting_until > clock_timestamp() THEN s.discovery_waiting_until END AS "discoveryWaitingUntil"`;
const sites = Prisma.sql`sharepoint_sites s JOIN sharepoint_connections c ON c.id = s.connection_id`;

// What people call a site, as `siteName` of the interface.
const siteName = Prisma.sql`coalesce(s.display_name, s.hostname || s.site_path)`;
const bySiteName = [byText(siteName), byId(Prisma.sql`s.id`)] as const;
const siteOrders = {
  name: bySiteName,
  connection: [byText(Prisma.sql`c.name`), ...bySiteName],
  address: [byText(Prisma.sql`s.hostname`), byText(Prisma.sql`s.site_path`), byId(Prisma.sql`s.id`)],
  discovered: [byMoment(Prisma.sql`coalesce(s.last_discovered_at, '-infinity')`), byId(Prisma.sql`s.id`)],
} as const;
const discoveries = {
  done: Prisma.sql`s.last_discovered_at IS NOT NULL AND s.discovery_error IS NULL`,
  failed: Prisma.sql`s.discovery_error IS NOT NULL`,
  none: Prisma.sql`s.last_discovered_at IS NULL AND s.discovery_error IS NULL`,
} as const;

/** Sites of one connection or of all, by name unless the filter says otherwise; undiscovered ones stand before those discovered at any time. */
export async function listSites(context: Context, filter: SiteFilter): Promise<Page<SiteRow>> {
  requireAllowed(context, sharepointPolicies.read);
  const order = orderedBy(siteOrders[filter.sort ?? "name"], filter.direction);
  const where = [Prisma.sql`true`];
  if (filter.connectionId) where.push(Prisma.sql`s.connection_id = ${filter.connectionId}::uuid`);
  if (filter.status) where.push(Prisma.sql`s.status::text = ${filter.status}`);
  if (filter.discovery) where.push(discoveries[filter.discovery]);
  if (filter.search) {
    const wanted = filter.search.toLowerCase();
    where.push(Prisma.sql`position(${wanted} in lower(concat_ws(' ', s.display_name, s.web_url, c.name))) > 0`);
  }
  if (filter.cursor) where.push(order.after(filter.cursor));
  const rows = await db().$queryRaw<Placed<SiteRow>[]>`
    SELECT ${siteColumns}, ${order.position} AS position FROM ${sites}
    WHERE ${Prisma.join(where, " AND ")} ORDER BY ${order.by} LIMIT ${filter.limit + 1}`;
  return toPlacedPage(rows, filter.limit);
}

/** Throws `not-found`. */
export async function getSite(context: Context, input: SiteRef): Promise<SiteRow> {
  requireAllowed(context, sharepointPolicies.read);
  const [site] = await db().$queryRaw<
    SiteRow[]
  >`SELECT ${siteColumns} FROM ${sites} WHERE s.id = ${input.siteId}::uuid`;
  if (site === undefined) throw new AppError("not-found", { message: "This site does not exist." });
  return site;
}

/** Longest time a person waits for the tenant's search. */
const searchMs = 30_000;

/** At most 50 sites that the tenant's search knows by this text. Throws `parent-paused`, or Graph's refusal. */
export async function searchSites(context: Context, input: SearchSitesInput): Promise<readonly FoundSite[]> {
  requireAllowed(context, sharepointPolicies.discover);
  const { connectionId, text } = input;
  const connection = await db().sharepointConnection.findUnique({ where: { id: connectionId } });
  if (!connection) throw new AppError("not-found", { message: "This connection does not exist." });
  if (connection.status !== "ACTIVE") {
    throw new AppError("parent-paused", { message: `The connection “${connection.name}” is disabled.` });
  }
  const found = (await searchForSites(connection, text, AbortSignal.timeout(searchMs))).slice(0, 50);
  const known = await db().sharepointSite.findMany({
    where: { connectionId, siteId: { in: found.map((site) => site.siteId) } },
    select: { id: true, siteId: true },
  });
  return found.map(({ siteId, displayName, webUrl }) => {
    return { siteId, displayName, webUrl, knownAs: known.find((site) => site.siteId === siteId)?.id ?? null };
  });
}

const listColumns = Prisma.sql`
  l.id, l.site_id AS "siteId", coalesce(s.display_name, s.web_url) AS "siteName", l.list_id AS "listGuid", l.display_name AS "displayName", l.description, l.template, l.web_url AS "webUrl",
    l.is_hidden AS "isHidden", l.is_provisioned AS "isProvisioned", l.last_provisioned_at AS "lastProvisionedAt",
    l.vanished_at AS "vanishedAt", counted.item_count::float8 AS "itemCount", counted.captured_at AS "countedAt",
    (SELECT count(*)::int FROM sharepoint_columns c WHERE c.list_id = l.id AND c.vanished_at IS NULL AND NOT c.is_hidden) AS "columnCount",
    (SELECT count(*)::int FROM sync_targets t WHERE t.target_list_id = l.id) AS "definitionCount"`;
const lists = Prisma.sql`
  sharepoint_lists l JOIN sharepoint_sites s ON s.id = l.site_id
  LEFT JOIN LATERAL (
    SELECT m.item_count, m.captured_at FROM target_list_metrics m WHERE m.target_list_id = l.id ORDER BY m.captured_at DESC LIMIT 1
  ) counted ON true`;

const byListName = [byText(Prisma.sql`l.display_name`), byId(Prisma.sql`l.id`)] as const;
const listOrders = {
  name: byListName,
  kind: [byText(Prisma.sql`l.template`), ...byListName],
  // One look into the index of counts for each list; SharePoint allows 2,000 lists in a site.
  items: [byNumber(Prisma.sql`coalesce(counted.item_count, -1)`), byId(Prisma.sql`l.id`)],
} as const;

/** By name unless the filter says otherwise; lists that were never counted stand below empty ones. */
export async function listLists(context: Context, filter: ListFilter): Promise<Page<ListRow>> {
  requireAllowed(context, sharepointPolicies.read);
  const order = orderedBy(listOrders[filter.sort ?? "name"], filter.direction);
  const where = [isShown];
  if (filter.siteId) where.push(Prisma.sql`l.site_id = ${filter.siteId}::uuid`);
  if (filter.connectionId) where.push(Prisma.sql`s.connection_id = ${filter.connectionId}::uuid`);
  if (filter.presence === "present") where.push(Prisma.sql`l.vanished_at IS NULL`);
  if (filter.presence === "vanished") where.push(Prisma.sql`l.vanished_at IS NOT NULL`);
  if (filter.search) {
    const wanted = filter.search.toLowerCase();
    where.push(Prisma.sql`position(${wanted} in lower(concat_ws(' ', l.display_name, l.description))) > 0`);
  }
  if (filter.use) {
    const isUsed = Prisma.sql`EXISTS (SELECT FROM sync_targets t WHERE t.target_list_id = l.id)`;
    where.push(filter.use === "used" ? isUsed : Prisma.sql`NOT ${isUsed}`);
  }
  if (filter.cursor) where.push(order.after(filter.cursor));
  const rows = await db().$queryRaw<Placed<ListRow>[]>`
    SELECT ${listColumns}, ${order.position} AS position FROM ${lists}
    WHERE ${Prisma.join(where, " AND ")} ORDER BY ${order.by} LIMIT ${filter.limit + 1}`;
  return toPlacedPage(rows, filter.limit);
}

/** One list with its columns, counts over time and the definitions that write to it. Throws `not-found`. */
export async function getList(context: Context, input: ListRef): Promise<ListDetails> {
  requireAllowed(context, sharepointPolicies.read);
  const [list] = await db().$queryRaw<(ListRow & { readonly connectionId: string })[]>`
    SELECT ${listColumns}, s.connection_id AS "connectionId" FROM ${lists} WHERE l.id = ${input.listId}::uuid`;
  if (list === undefined) throw new AppError("not-found", { message: "This list does not exist." });
  const [columns, metrics, uses] = await Promise.all([columnsOf(list.id), metricsOf(list.id), usesOf(list.id)]);
  return { ...list, columns, metrics, uses };
}

const storedChoices = z.array(z.string()).nullable();

async function columnsOf(listRowId: string): Promise<readonly ListColumnRow[]> {
  const rows = await db().sharepointColumn.findMany({
    where: { listId: listRowId },
    omit: { listId: true, columnGuid: true },
    orderBy: [{ isHidden: "asc" }, { isReadonly: "asc" }, { displayName: "asc" }, { columnName: "asc" }],
  });
  return rows.map(({ definition, choices, ...row }) => {
    const { type, readOnlyReason } = describeStoredColumn(definition);
    // Graph has one word for both.
    const columnType = type === "date" ? "date" : row.columnType;
    return { ...row, columnType, choices: storedChoices.parse(choices), readOnlyReason };
  });
}

async function metricsOf(listRowId: string): Promise<readonly ListMetric[]> {
  const newest = await db().targetListMetric.findMany({
    where: { targetListId: listRowId },
    select: { capturedAt: true, itemCount: true, lastModifiedAt: true },
    orderBy: { capturedAt: "desc" },
    take: 200,
  });
  return newest.map((metric) => ({ ...metric, itemCount: Number(metric.itemCount) })).toReversed();
}

async function usesOf(listRowId: string): Promise<readonly ListUse[]> {
  const rows = await db().syncTarget.findMany({
    where: { targetListId: listRowId },
    select: {
      syncDefinition: {
        select: {
          id: true,
          name: true,
          isEnabled: true,
          sourceTable: { select: { id: true, schemaName: true, tableName: true } },
        },
      },
    },
    orderBy: [{ syncDefinition: { name: "asc" } }, { id: "asc" }],
  });
  return rows.map(({ syncDefinition: { sourceTable, ...definition } }) => ({
    definitionId: definition.id,
    definitionName: definition.name,
    isEnabled: definition.isEnabled,
    tableId: sourceTable.id,
    tableName: `${sourceTable.schemaName}.${sourceTable.tableName}`,
  }));
}

function typeLabelOf(draft: NonNullable<PlannedColumn["draft"]>): string {
  if (draft.number) {
    const { decimalPlaces } = draft.number;
    if (decimalPlaces === "automatic" || decimalPlaces === undefined) return columnTypeLabel("number");
    if (decimalPlaces === "none") return "Number, whole";
    return `Number, ${decimalPlaces} ${decimalPlaces === "one" ? "decimal" : "decimals"}`;
  }
  if (draft.text?.allowMultipleLines) return columnTypeLabel("note");
  if (draft.text) return `${columnTypeLabel("text")}, ${draft.text.maxLength ?? 255} characters`;
  if (draft.choice) return columnTypeLabel(draft.choice.displayAs === "checkBoxes" ? "multichoice" : "choice");
  if (draft.dateTime) return draft.dateTime.format === "dateOnly" ? "Date" : columnTypeLabel("dateTime");
  if (draft.lookup) return columnTypeLabel("lookup");
  if (draft.personOrGroup) return columnTypeLabel("user");
  return columnTypeLabel("boolean");
}

function toProposal({ columns }: ListPlan): readonly ProposedColumn[] {
  return columns.map(({ sourceColumn, draft, fit, reasons, types, titleFit }) => ({
    sourceColumn,
    columnName: draft?.name ?? null,
    displayName: draft?.displayName ?? null,
    type: draft === null ? null : typeOf(draft),
    typeLabel: draft === null ? null : typeLabelOf(draft),
    maxLength: draft?.text?.allowMultipleLines ? null : (draft?.text?.maxLength ?? null),
    choices: draft?.choice?.choices ?? null,
    isRequired: draft?.required ?? false,
    isIndexed: draft?.indexed ?? false,
    isUnique: draft?.enforceUniqueValues ?? false,
    fit,
    reasons,
    titleFit,
    types,
  }));
}

/** The list that would be made for a table, column by column, with the reasons; nothing is asked of Graph. Throws `not-found`. */
export async function previewList(context: Context, input: PlanListInput): Promise<readonly ProposedColumn[]> {
  requireAllowed(context, sharepointPolicies.read);
  return toProposal(await planListFor(input));
}

/** The preview with what a person changed. Throws `input-invalid` with the field of the revised column that cannot be as wished. */
export async function reviseList(context: Context, input: ReviseListInput): Promise<readonly ProposedColumn[]> {
  requireAllowed(context, sharepointPolicies.read);
  const plan = await planListFor(input);
  requireFulfillable(plan, input.revised);
  return toProposal(plan);
}

/** Longest time a person waits for the comparison with a list. */
const offerMs = 30_000;

/** What the list that stands in the way of a new one has of what the table needs. Asks Graph, changes nothing. */
export async function offerAdoption(context: Context, input: ProvisionListInput): Promise<AdoptionOffer> {
  requireAllowed(context, sharepointPolicies.discover);
  return offer({ ...input, signal: AbortSignal.timeout(offerMs) });
}
