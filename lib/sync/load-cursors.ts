import { db } from "@/lib/db/client";
import type { StoredCursor } from "./reading-plan";

/** The SOURCE cursors of a definition by instance, and the metastore's clock, by which full scans fall due. */
export interface SourceCursors {
  readonly byInstance: ReadonlyMap<string, StoredCursor>;
  readonly now: Date;
}

interface CursorRow {
  readonly now: Date;
  readonly instanceId: string | null;
  readonly value: string | null;
  readonly column: string | null;
}

export async function loadCursors(definitionId: string): Promise<SourceCursors> {
  const rows = await db().$queryRaw<CursorRow[]>`
    SELECT clock_timestamp() AS now, c.source_instance_id AS "instanceId", c.cursor_value AS value, c.cursor_column AS column
    FROM (SELECT 1) one LEFT JOIN sync_cursors c ON c.sync_def_id = ${definitionId}::uuid AND c.cursor_scope = 'SOURCE'`;
  const stored = rows.flatMap(({ instanceId, value, column }) =>
    instanceId !== null && value !== null ? [[instanceId, { value, column }] as const] : [],
  );
  return { byInstance: new Map(stored), now: rows[0]?.now ?? new Date() };
}
