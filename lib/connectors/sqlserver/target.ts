import { z } from "zod";
import type { TableRef } from "@/lib/connectors/connector";
import { sourceError } from "@/lib/connectors/sql/source-error";
import { quoteTable } from "./names";
import { optionalCell } from "./probe";
import type { Session } from "./session";

/** What is known of a table or view before it is read. */
export interface Target {
  readonly table: TableRef;
  readonly objectId: string;
  readonly isView: boolean;
  /** Memory-optimized tables cannot be read in a snapshot transaction. */
  readonly isMemoryOptimized: boolean;
  /** From the store's own bookkeeping (sys.partitions); null for views. */
  readonly rowEstimate: number | null;
}

const targetSchema = z.tuple([z.string(), z.string()]);

/**
 * Finds the table or view by its name.
 * @throws SyncError `source-object-missing` or, where it exists but is closed, `source-permission` (halt)
 */
export async function findTarget(session: Session, where: string, table: TableRef): Promise<Target> {
  const rows = await session.query(
    `SELECT CAST(o.object_id AS varchar(20)), o.type
     FROM sys.objects AS o
     JOIN sys.schemas AS s ON s.schema_id = o.schema_id
     WHERE s.name = @p1 AND o.name = @p2 AND o.type IN ('U', 'V')`,
    [table.schema, table.name],
  );
  if (!rows[0]) return refuse(session, where, table);
  const [objectId, type] = targetSchema.parse(rows[0]);
  const isView = type.trim() === "V";
  return {
    table,
    objectId,
    isView,
    isMemoryOptimized: !isView && (await isMemoryOptimized(session, objectId)),
    rowEstimate: isView ? null : await rowEstimateOf(session, objectId),
  };
}

/** The catalog hides what a login may not touch (metadata visibility); only touching it tells a closed table from one that is gone. */
async function refuse(session: Session, where: string, table: TableRef): Promise<never> {
  await session.query(`SELECT TOP (0) 1 AS n FROM ${quoteTable(table)}`);
  const said = `there is no table ${table.schema}.${table.name}`;
  throw sourceError("source-object-missing", "halt", { where, said });
}

async function isMemoryOptimized(session: Session, objectId: string): Promise<boolean> {
  const flag = await optionalCell(
    session,
    "SELECT CAST(is_memory_optimized AS int) FROM sys.tables WHERE object_id = CAST(@p1 AS int)",
    [objectId],
  );
  return flag === "1";
}

/** Rows of the heap (0) or clustered index (1) over all partitions, kept by the server with every change. */
async function rowEstimateOf(session: Session, objectId: string): Promise<number | null> {
  const rows = await optionalCell(
    session,
    `SELECT CAST(SUM(rows) AS varchar(20)) FROM sys.partitions
     WHERE object_id = CAST(@p1 AS int) AND index_id IN (0, 1)`,
    [objectId],
  );
  return rows === null ? null : Number(rows);
}
