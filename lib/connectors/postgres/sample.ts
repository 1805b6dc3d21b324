import { z } from "zod";
import type { Sample, SampleRequest } from "@/lib/connectors/connector";
import type { SourceRow, SourceValue, ValueKind } from "@/lib/engine/types";
import type { PostgresPool } from "./client";
import type { PostgresConfig } from "./config";
import { quoteTable } from "./names";
import { parsersOf, pick, type ReadColumn, readColumns, selectList } from "./read-columns";
import type { Cells, Session } from "./session";
import { inSnapshot, ownSearchPath, rowEstimateOf, type Target } from "./snapshot";

/** Rows asked for at most. */
const greatestLimit = 10_000;

/** Blocks that a spread sample looks into at least: fewer would show what was written together. */
const leastBlocks = 40;

/** Kinds whose values may be of any length. */
const unbounded: ReadonlySet<ValueKind> = new Set(["text", "json", "xml", "array", "bytes", "geometry", "unknown"]);

/**
 * Some rows of a table. `spread` takes random blocks of a table that is larger than the limit (TABLESAMPLE SYSTEM), and of them random
 * rows; views and foreign tables give their first ones. Long cells are cut by the server.
 * @throws SyncError by driver code, or the signal's reason
 */
export function sampleRows(
  pool: PostgresPool,
  config: PostgresConfig,
  request: SampleRequest,
  signal: AbortSignal,
): Promise<Sample> {
  return inSnapshot(pool, config, request.table, signal, async (session, target) => {
    const found = await readColumns(session, pool.where, request.table, target, request.columns ?? null);
    const columns = request.columns ? pick(found, request.columns) : [...found.values()];
    const limit = Math.max(1, Math.min(Math.trunc(request.limit), greatestLimit));
    const share = request.from === "spread" ? await shareOf(session, target, limit) : null;
    await session.query(ownSearchPath);
    const list = selectList(columns).map((expression, index) => cut(expression, columns[index], request.maxCellLength));
    const from = `SELECT ${list.join(", ")} FROM ${quoteTable(request.table)} AS r`;
    const fetch = (text: string, values: readonly unknown[]) =>
      session.query(text, values, parsersOf(columns.filter((column) => !isCut(column))));
    const spread = share
      ? await fetch(`${from} TABLESAMPLE SYSTEM ($1) WHERE pg_catalog.random() < $2 LIMIT ${limit}`, [
          share.percent,
          share.rowShare,
        ])
      : [];
    const rows = spread.length > 0 ? spread : await fetch(`${from} LIMIT ${limit + 1}`, []);
    const isAll = spread.length === 0 && rows.length <= limit;
    return {
      columns: columns.map(({ column }) => column),
      rows: rows.slice(0, limit).map((row) => shownRow(row, columns, request.maxCellLength)),
      extent: isAll ? "all" : spread.length > 0 ? "spread" : "first",
      takenAt: target.foundAt,
    };
  });
}

const sizeSchema = z.tuple([z.coerce.number().nullable(), z.coerce.number()]);

/** How much of a table a spread sample touches; null where the table is not larger than the limit or has no blocks of its own. */
async function shareOf(
  session: Session,
  target: Target,
  limit: number,
): Promise<{ percent: number; rowShare: number } | null> {
  if (!["r", "p", "m"].includes(target.relkind)) return null;
  const rows = await session.query(
    `SELECT ${rowEstimateOf("c")}, coalesce((
       SELECT sum(pg_relation_size(part.oid)) FROM pg_class AS part
       WHERE part.oid = c.oid OR c.relkind = 'p' AND part.oid IN (SELECT tree.relid FROM pg_partition_tree(c.oid) AS tree WHERE tree.isleaf)
     ), 0) / current_setting('block_size')::int
     FROM pg_class AS c WHERE c.oid = $1::oid`,
    [target.oid],
  );
  const [estimate, blocks] = sizeSchema.parse(rows[0]);
  // Never analyzed: about as many rows a block as rows of a hundred bytes would be.
  const expected = estimate ?? blocks * 80;
  if (blocks < 2 || expected <= limit) return null;
  const share = Math.min(1, Math.max((2 * limit) / expected, leastBlocks / blocks));
  return { percent: 100 * share, rowShare: Math.min(1, limit / (expected * share)) };
}

function isCut(column: ReadColumn | undefined): boolean {
  return column !== undefined && unbounded.has(column.column.kind);
}

function cut(expression: string, column: ReadColumn | undefined, length: number): string {
  if (!isCut(column)) return expression;
  // An array's text form is longer than what is shown of it: quotes and escapes differ.
  return `pg_catalog."left"((${expression})::pg_catalog.text, ${Math.trunc(length)})`;
}

/** Cut cells arrive as text whatever their type, and are converted here. */
function shownRow(row: Cells, columns: readonly ReadColumn[], length: number): SourceRow {
  return row.map((cell, index): SourceValue => {
    const column = columns[index];
    if (cell === null || !column || !isCut(column)) return cell;
    const text = column.conversion.parse ? column.conversion.parse(cell) : cell;
    return text.length > length ? [...text].slice(0, length).join("") : text;
  });
}
