import { z } from "zod";
import { type Context, requireAllowed } from "@/lib/context";
import { db } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";
import { decodeCursor, type Page, toPage } from "@/lib/db/page";
import { driftPolicies } from "./policy";
import { columnFacts, type DriftBadgeInput, type DriftFilter, type DriftKind, keyFacts } from "./schema";
import { severityOf } from "./severity";
import type { DriftBadge, DriftFindingRow, DriftTouch } from "./types";

const position = z.tuple([z.string(), z.uuid()]);

type FindingRecord = Omit<
  DriftFindingRow,
  "severity" | "previousName" | "before" | "after" | "keysBefore" | "keysAfter" | "touches" | "isProposal"
> & {
  readonly position: string;
  readonly before: unknown;
  readonly after: unknown;
};

const selectFindings = Prisma.sql`
  SELECT f.id, f.kind::text AS kind, f.status::text AS status, f.table_id AS "tableId", t.schema_name AS "schemaName",
    t.table_name AS "tableName", t.database_id AS "databaseId", d.name AS "databaseName", i.instance_label AS "instanceLabel",
    f.column_id AS "columnId", f.column_name AS "columnName", f.before, f.after, f.found_at AS "foundAt",
    f.found_at::text AS position, f.settled_at AS "settledAt", f.settled_by AS "settledBy"
  FROM drift_findings f
  JOIN database_tables t ON t.id = f.table_id
  JOIN databases d ON d.id = t.database_id
  JOIN database_instances i ON i.id = f.database_instance_id`;

/** Findings with what they touch, newest first. */
export async function listDrift(context: Context, filter: DriftFilter): Promise<Page<DriftFindingRow>> {
  requireAllowed(context, driftPolicies.read);
  const where = [Prisma.sql`true`];
  if (filter.tableId) where.push(Prisma.sql`f.table_id = ${filter.tableId}::uuid`);
  if (filter.databaseId) where.push(Prisma.sql`t.database_id = ${filter.databaseId}::uuid`);
  if (filter.definitionId) {
    where.push(
      Prisma.sql`f.table_id = (SELECT source_table_id FROM sync_definitions WHERE id = ${filter.definitionId}::uuid)`,
    );
  }
  if (filter.status && filter.status !== "ALL") where.push(Prisma.sql`f.status::text = ${filter.status}`);
  if (filter.kind) where.push(Prisma.sql`f.kind::text = ${filter.kind}`);
  if (filter.search) {
    const wanted = filter.search.toLowerCase();
    where.push(
      Prisma.sql`position(${wanted} in lower(concat_ws('.', t.schema_name, t.table_name, f.column_name))) > 0`,
    );
  }
  if (filter.cursor) {
    const [at, id] = decodeCursor(position, filter.cursor);
    where.push(Prisma.sql`(f.found_at, f.id) < (${at}::timestamptz, ${id}::uuid)`);
  }
  const found = await db().$queryRaw<FindingRecord[]>`
    ${selectFindings} WHERE ${Prisma.join(where, " AND ")} ORDER BY f.found_at DESC, f.id DESC LIMIT ${filter.limit + 1}`;
  const uses = await usesOf([...new Set(found.map((finding) => finding.tableId))]);
  return toPage(
    found,
    filter.limit,
    (finding) => [finding.position, finding.id],
    (finding) => toRow(finding, uses),
  );
}

/** Open findings of each named table, database or definition that has any, by how much they matter. */
export async function countDrift(context: Context, input: DriftBadgeInput): Promise<readonly DriftBadge[]> {
  requireAllowed(context, driftPolicies.read);
  const { of, ids } = input;
  if (!ids || ids.length === 0) return [];
  const owner = {
    table: Prisma.sql`SELECT id AS owner, id AS table_id FROM database_tables WHERE id = ANY(${ids}::uuid[])`,
    database: Prisma.sql`SELECT database_id AS owner, id AS table_id FROM database_tables WHERE database_id = ANY(${ids}::uuid[])`,
    definition: Prisma.sql`SELECT id AS owner, source_table_id AS table_id FROM sync_definitions WHERE id = ANY(${ids}::uuid[])`,
  }[of];
  const open = await db().$queryRaw<(CountedRecord & { readonly owner: string })[]>`
    SELECT o.owner, f.table_id AS "tableId", f.kind::text AS kind, f.column_id AS "columnId", f.after
    FROM (${owner}) o JOIN drift_findings f ON f.table_id = o.table_id WHERE f.status = 'OPEN'`;
  const uses = await usesOf([...new Set(open.map((finding) => finding.tableId))]);
  const badges = new Map<string, DriftBadge>();
  for (const finding of open) {
    // A definition is told of its own part of the table only.
    const severity = judge(finding, uses, of === "definition" ? finding.owner : undefined);
    const badge = badges.get(finding.owner) ?? { id: finding.owner, open: 0, breaking: 0, warnings: 0 };
    badges.set(finding.owner, {
      ...badge,
      open: badge.open + 1,
      breaking: badge.breaking + (severity === "breaking" ? 1 : 0),
      warnings: badge.warnings + (severity === "warning" ? 1 : 0),
    });
  }
  return [...badges.values()];
}

interface CountedRecord {
  readonly tableId: string;
  readonly kind: DriftKind;
  readonly columnId: string | null;
  readonly after: unknown;
}

/** How a definition uses its table: once for each column and purpose. */
interface Use {
  readonly tableId: string;
  readonly definitionId: string;
  readonly definitionName: string;
  readonly as: "mapped" | "key" | "cursor" | "table";
  readonly columnId: string | null;
  readonly columnName: string | null;
  readonly listColumn: string | null;
}

async function usesOf(tableIds: readonly string[]): Promise<readonly Use[]> {
  if (tableIds.length === 0) return [];
  return db().$queryRaw<Use[]>`
    SELECT d.source_table_id AS "tableId", d.id AS "definitionId", d.name AS "definitionName", u.as, u.column_id AS "columnId",
      c.column_name AS "columnName", u.list_column AS "listColumn"
    FROM sync_definitions d
    CROSS JOIN LATERAL (
      SELECT 'table' AS as, NULL::uuid AS column_id, NULL AS list_column, 0 AS place
      UNION ALL SELECT 'key', k.column_id, NULL, k.ordinal_position FROM sync_key_columns k WHERE k.sync_def_id = d.id
      UNION ALL SELECT 'mapped', m.source_column_id, m.target_column_name, 0 FROM field_mappings m
        WHERE m.sync_def_id = d.id AND m.source_column_id IS NOT NULL
      UNION ALL SELECT 'cursor', d.cursor_column_id, NULL, 0 WHERE d.cursor_column_id IS NOT NULL
    ) u
    LEFT JOIN table_columns c ON c.id = u.column_id
    WHERE d.source_table_id = ANY(${tableIds}::uuid[])
    ORDER BY d.name, d.id, u.as, u.place, u.list_column`;
}

const isAboutTable = (kind: DriftKind) =>
  kind === "TABLE_VANISHED" || kind === "TABLE_RETURNED" || kind === "KEY_CHANGED";

function touchesOf(finding: CountedRecord, uses: readonly Use[], definitionId?: string): readonly DriftTouch[] {
  return uses
    .filter((use) => use.tableId === finding.tableId && (definitionId ?? use.definitionId) === use.definitionId)
    .filter((use) =>
      isAboutTable(finding.kind) ? use.as === "table" : use.columnId !== null && use.columnId === finding.columnId,
    )
    .map(({ definitionId, definitionName, as, listColumn }) => ({ definitionId, definitionName, as, listColumn }));
}

function judge(finding: CountedRecord, uses: readonly Use[], definitionId?: string) {
  const touches = touchesOf(finding, uses, definitionId);
  const keys = new Map<string, string[]>();
  for (const use of uses) {
    if (use.tableId !== finding.tableId || use.as !== "key" || use.columnName === null) continue;
    if (definitionId !== undefined && use.definitionId !== definitionId) continue;
    keys.set(use.definitionId, [...(keys.get(use.definitionId) ?? []), use.columnName]);
  }
  return severityOf(
    {
      kind: finding.kind,
      after: columnFacts.safeParse(finding.after).data ?? null,
      keysAfter: keyFacts.safeParse(finding.after).data ?? null,
      touches,
    },
    [...keys.values()],
  );
}

function toRow(finding: FindingRecord, uses: readonly Use[]): DriftFindingRow {
  const { position: _, before, after, ...row } = finding;
  const facts = columnFacts.safeParse(before).data ?? null;
  return {
    ...row,
    severity: judge(finding, uses),
    previousName: finding.kind === "COLUMN_RENAMED" ? (facts?.name ?? null) : null,
    before: facts,
    after: columnFacts.safeParse(after).data ?? null,
    keysBefore: keyFacts.safeParse(before).data ?? null,
    keysAfter: keyFacts.safeParse(after).data ?? null,
    touches: touchesOf(finding, uses),
    isProposal: finding.kind === "COLUMN_RENAMED" && finding.status === "OPEN",
  };
}
