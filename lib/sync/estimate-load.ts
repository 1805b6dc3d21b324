import { db, type Tx } from "@/lib/db/client";
import { estimate, shares, smallestLimits } from "@/lib/graph/budget";

/** Where a number of rows is from. */
export interface RowsBasis {
  readonly rows: number;
  /** When the database was asked. */
  readonly at: Date;
  /** Rows that were counted; otherwise the database's own estimate, from its statistics. */
  readonly isCounted: boolean;
}

/** What filling a list from a table costs, estimated and never measured. */
export interface LoadEstimate {
  readonly basis: RowsBasis;
  /** Items that would be created: a row each that has none yet. */
  readonly creates: number;
  readonly units: number;
  /** At the limit of the minute, when nobody else spends. */
  readonly minutes: number;
  /** At what bulk work may take of 24 hours; below 1 the day does not bind. */
  readonly days: number;
  readonly minuteLimit: number;
  /** What bulk work may take of 24 hours. */
  readonly dayLimit: number;
  /** Of that, what was not spent in the last 24 hours. */
  readonly leftToday: number;
  /** Nothing was ever asked with this application: the limits are those of the smallest tier. */
  readonly isLimitAssumed: boolean;
}

interface BasisRow {
  readonly rows: number | null;
  readonly at: Date | null;
  readonly isCounted: boolean;
}

/** The newest that is known of a table's rows; null where nobody ever asked, or the store keeps no estimate. */
async function rowsOf(tableId: string): Promise<RowsBasis | null> {
  const [found] = await db().$queryRaw<BasisRow[]>`
    SELECT coalesce(counted.row_count, t.row_estimate)::float8 AS rows, coalesce(counted.captured_at, t.last_introspected_at) AS at,
      coalesce(NOT counted.is_estimate, false) AS "isCounted"
    FROM database_tables t LEFT JOIN LATERAL (
      SELECT row_count, captured_at, is_estimate FROM source_table_metrics m
      WHERE m.table_id = t.id ORDER BY captured_at DESC LIMIT 1) counted ON true
    WHERE t.id = ${tableId}::uuid`;
  if (!found || found.rows === null || found.at === null) return null;
  return { rows: Math.max(0, found.rows), at: found.at, isCounted: found.isCounted };
}

interface LimitsRow {
  readonly minute: number;
  readonly day: number;
  readonly spent: number;
  readonly isAssumed: boolean;
}

/** The limits that bulk work to a site has, and what was spent of the day; undefined where the site does not exist. */
export async function limitsOf(siteRowId: string, client: Tx = db()): Promise<LimitsRow | undefined> {
  const [limits] = await client.$queryRaw<LimitsRow[]>`
    SELECT coalesce(b.minute_limit, ${smallestLimits.minute}::int) AS minute, coalesce(b.day_limit, ${smallestLimits.day}::bigint)::float8 AS day,
      b.tenant_id IS NULL AS "isAssumed",
      (SELECT coalesce(sum(units), 0)::float8 FROM graph_spending spent WHERE spent.tenant_id = c.tenant_id AND spent.client_id = c.client_id
        AND spent.minute > clock_timestamp() - interval '24 hours') AS spent
    FROM sharepoint_sites s JOIN sharepoint_connections c ON c.id = s.connection_id
      LEFT JOIN graph_budgets b ON b.tenant_id = c.tenant_id AND b.client_id = c.client_id
    WHERE s.id = ${siteRowId}::uuid`;
  return limits;
}

/**
 * What it costs to give every row of a table an item in a list of this site, when `present` of them have one: a create each, nothing for rows that
 * are there already. Null where the number of rows is not known, or the site does not exist.
 */
export async function estimateLoad(input: {
  readonly tableId: string;
  /** `sharepoint_sites.id` */
  readonly siteId: string;
  readonly present: number;
}): Promise<LoadEstimate | null> {
  const [basis, limits] = await Promise.all([rowsOf(input.tableId), limitsOf(input.siteId)]);
  if (basis === null || limits === undefined) return null;
  const creates = Math.max(0, Math.round(basis.rows) - input.present);
  const planned = { creates, updates: 0, deletes: 0, itemReads: 0, pages: 0 };
  const dayLimit = Math.floor((1 - shares.dayReserve) * limits.day);
  return {
    basis,
    creates,
    ...estimate(planned, limits),
    minuteLimit: limits.minute,
    dayLimit,
    leftToday: Math.max(0, dayLimit - limits.spent),
    isLimitAssumed: limits.isAssumed,
  };
}

/**
 * Calls of a provisioning besides those that make its columns. Made are the list and its key; read are the site's lists, the columns before and
 * after, twice those with the key, once the items by the key and once all of them, and the list itself.
 */
const besideColumns = { creates: 2, pages: 7, itemReads: 1 };

/** Units that making a list with so many columns takes, where Graph refuses none of them. */
export function estimateProvisioning(columns: number): number {
  const planned = { ...besideColumns, creates: besideColumns.creates + columns, updates: 0, deletes: 0 };
  return estimate(planned, smallestLimits).units;
}
