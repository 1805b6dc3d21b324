import type { IntrospectedTable } from "@/lib/connectors/connector";
import type { Tx } from "@/lib/db/client";
import type { RefusedRename, StructureChange } from "./compare-structure";
import { type OpenFinding, settleDrift } from "./settle";
import { columnFactsOf, knowsWholeIndexes, parseStructure, tableFactsOf } from "./structure";

/** Settles findings whose difference went away before anybody looked. */
export const settledByIntrospection = "Introspection";

/** A table that was known before, as it was read now. */
export interface KnownTable extends IntrospectedTable {
  readonly id: string;
  readonly isUnchanged: boolean;
  /** It was marked as gone and is there again. */
  readonly isReturned: boolean;
}

/** A finding about to be stored, in the catalog's names. */
export interface NewFinding {
  readonly table_id: string;
  readonly kind: string;
  readonly column_name: string | null;
  readonly before: unknown;
  readonly after: unknown;
}

/** What a batch of tables changes among the findings. */
export interface Drift {
  readonly settled: readonly string[];
  readonly found: readonly NewFinding[];
}

/**
 * Compares tables with their latest snapshots, in the transaction that stores the new structure and before it does. A table without a
 * snapshot has nothing to differ from.
 */
export async function compareWithSnapshots(tx: Tx, tables: readonly KnownTable[]): Promise<Drift> {
  const suspects = tables.filter((table) => !table.isUnchanged || table.isReturned);
  const settled: string[] = [];
  const found: NewFinding[] = [];
  if (suspects.length === 0) return { settled, found };
  const ids = suspects.map((table) => table.id);
  const snapshots = await latestSnapshots(tx, ids);
  const stored = await storedFindings(tx, ids);
  const missed = await missedTables(
    tx,
    suspects.filter((table) => table.isReturned).map((table) => table.id),
  );
  for (const table of suspects) {
    const own = stored.filter((finding) => finding.tableId === table.id);
    const open = own.filter((finding) => finding.status === "OPEN");
    if (table.isReturned) settled.push(...open.filter(({ kind }) => kind === "TABLE_VANISHED").map(({ id }) => id));
    if (missed.has(table.id)) {
      found.push({ table_id: table.id, kind: "TABLE_RETURNED", column_name: null, before: null, after: null });
    }
    const latest = snapshots.get(table.id);
    if (!latest || table.isUnchanged) continue;
    const was = parseStructure(latest);
    const is = parseStructure(table);
    const withIndexes = knowsWholeIndexes(was);
    const drift = settleDrift({
      latest: tableFactsOf(was, withIndexes),
      now: tableFactsOf(is, withIndexes),
      open,
      refusedRenames: refusedAmong(own),
    });
    settled.push(...drift.settled);
    found.push(...drift.found.map((change) => newFinding(table.id, change)));
  }
  return { settled, found };
}

/** Keeps what was found, once the new structure is stored and its columns have ids. Gives the new findings by kind. */
export async function storeDrift(
  tx: Tx,
  instanceId: string,
  { settled, found }: Drift,
): Promise<Readonly<Record<string, number>>> {
  await settleFindings(tx, settled);
  await insertFindings(tx, instanceId, found);
  return countByKind(found);
}

/**
 * Those of the tables whose loss somebody has settled: that they are back is worth a word. One that came back before anybody looked, or that
 * the chosen schemas left out for a while, leaves nothing.
 */
async function missedTables(tx: Tx, tableIds: readonly string[]): Promise<ReadonlySet<string>> {
  if (tableIds.length === 0) return new Set();
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT table_id AS id FROM (
      SELECT DISTINCT ON (table_id) table_id, kind, status, settled_by FROM drift_findings
      WHERE table_id = ANY(${tableIds}::uuid[]) AND kind IN ('TABLE_VANISHED', 'TABLE_RETURNED')
      ORDER BY table_id, found_at DESC, id DESC) latest
    WHERE kind = 'TABLE_VANISHED' AND status <> 'OPEN' AND settled_by IS DISTINCT FROM ${settledByIntrospection}`;
  return new Set(rows.map(({ id }) => id));
}

function newFinding(tableId: string, change: StructureChange): NewFinding {
  const { kind, columnName, before, after } = change;
  return { table_id: tableId, kind, column_name: columnName, before, after };
}

function countByKind(found: readonly NewFinding[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { kind } of found) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

interface SnapshotRecord {
  readonly tableId: string;
  readonly columns: unknown;
  readonly constraints: unknown;
  readonly indexes: unknown;
}

/** The latest snapshot of each table, by its id. */
export async function latestSnapshots(
  tx: Tx,
  tableIds: readonly string[],
): Promise<ReadonlyMap<string, SnapshotRecord>> {
  const rows = await tx.$queryRaw<SnapshotRecord[]>`
    SELECT latest.* FROM unnest(${tableIds}::uuid[]) AS wanted(id) CROSS JOIN LATERAL (
      SELECT table_id AS "tableId", columns, constraints, indexes FROM schema_snapshots
      WHERE table_id = wanted.id ORDER BY captured_at DESC LIMIT 1) latest`;
  return new Map(rows.map((row) => [row.tableId, row]));
}

interface StoredFinding extends OpenFinding {
  readonly tableId: string;
  readonly status: string;
}

/** Open findings, oldest first, and the renames that people refused. */
async function storedFindings(tx: Tx, tableIds: readonly string[]): Promise<readonly StoredFinding[]> {
  return tx.$queryRaw<StoredFinding[]>`
    SELECT id, table_id AS "tableId", kind::text AS kind, status::text AS status, column_name AS "columnName", before, after
    FROM drift_findings
    WHERE table_id = ANY(${tableIds}::uuid[]) AND (status = 'OPEN' OR (kind = 'COLUMN_RENAMED' AND status = 'IGNORED'))
    ORDER BY found_at, id FOR UPDATE`;
}

function refusedAmong(findings: readonly StoredFinding[]): readonly RefusedRename[] {
  return findings.flatMap((finding) => {
    if (finding.kind !== "COLUMN_RENAMED" || finding.status !== "IGNORED") return [];
    const before = columnFactsOf(finding.before);
    return before && finding.columnName !== null ? [[before.name, finding.columnName] as const] : [];
  });
}

async function settleFindings(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.$executeRaw`
    UPDATE drift_findings SET status = 'ACKNOWLEDGED', settled_at = clock_timestamp(), settled_by = ${settledByIntrospection}
    WHERE id = ANY(${ids}::uuid[])`;
}

/** A rename is about the column that was there before: its id is the one that mappings hold. */
async function insertFindings(tx: Tx, instanceId: string, found: readonly NewFinding[]): Promise<void> {
  if (found.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO drift_findings (table_id, column_id, database_instance_id, kind, column_name, before, after, found_at)
    SELECT input.table_id, c.id, ${instanceId}::uuid, input.kind::"DriftKind", input.column_name, input.before, input.after,
      clock_timestamp()
    FROM jsonb_to_recordset(${JSON.stringify(found)}::jsonb) AS input(table_id uuid, kind text, column_name text, before jsonb, after jsonb)
    LEFT JOIN table_columns c ON c.table_id = input.table_id
      AND c.column_name = CASE input.kind WHEN 'COLUMN_RENAMED' THEN input.before->>'name' ELSE input.column_name END`;
}

/** Tables that were dropped, each told once. */
export async function storeVanishedTables(tx: Tx, instanceId: string, tableIds: readonly string[]): Promise<void> {
  if (tableIds.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO drift_findings (table_id, database_instance_id, kind, found_at)
    SELECT id, ${instanceId}::uuid, 'TABLE_VANISHED', clock_timestamp() FROM unnest(${tableIds}::uuid[]) AS gone(id)
    WHERE NOT EXISTS (
      SELECT 1 FROM drift_findings known WHERE known.table_id = gone.id AND known.kind = 'TABLE_VANISHED' AND known.status = 'OPEN')`;
}
