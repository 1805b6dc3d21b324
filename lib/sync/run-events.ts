import type { Tx } from "@/lib/db/client";
import type { RunStore } from "@/lib/engine/ports";
import { rowsJson } from "./rows-json";

/** One line of a run's story. */
export type NewEvent = Parameters<RunStore["event"]>[0];

/** Adds lines to a run's story, in this order. */
export async function addEvents(tx: Tx, runId: string, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO sync_events (sync_run_id, severity, event_type, message, payload)
    SELECT ${runId}::uuid, e.severity::"EventSeverity", e.type, e.message, coalesce(e.payload, '{}')
    FROM jsonb_to_recordset(${rowsJson(events)}::jsonb) AS e(severity text, type text, message text, payload jsonb)`;
}
