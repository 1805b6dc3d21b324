import type { Tx } from "@/lib/db/client";
import { isMark } from "@/lib/engine/mark";
import { editEvent, type ReplacedEdit, withEdits } from "@/lib/engine/replaced-edits";
import type { FieldValues, MappingId, OperationId } from "@/lib/engine/types";
import { rowsJson } from "./rows-json";
import { addEvents } from "./run-events";
import type { RunScope } from "./run-scope";

/**
 * Takes edits that operations took the place of, or may have, into their before-images, and tells them in the story of `runId`. The operations are
 * at their end. One transaction of the caller.
 */
export async function tellReplacedEdits(
  tx: Tx,
  { runId, definitionId }: Pick<RunScope, "runId" | "definitionId">,
  edits: readonly ReplacedEdit[],
): Promise<void> {
  if (edits.length === 0) return;
  const images = new Map<OperationId, FieldValues | null>();
  for (const { operationId, values } of edits)
    images.set(operationId, withEdits(images.get(operationId) ?? null, [values]));
  const json = rowsJson([...images].map(([id, image]) => ({ id, image })));
  await tx.$executeRaw`
    UPDATE sync_operations o SET before = coalesce(o.before, '{}') || e.image, overwritten = NULL
    FROM jsonb_to_recordset(${json}::jsonb) AS e(id uuid, image jsonb) WHERE o.id = e.id`;
  const columnOf = await columnNames(tx, definitionId);
  await addEvents(
    tx,
    runId,
    edits.map((edit) => editEvent(edit, columnOf)),
  );
}

async function columnNames(tx: Tx, definitionId: string): Promise<(field: MappingId) => string> {
  const mappings = await tx.fieldMapping.findMany({
    where: { syncDefId: definitionId },
    select: { id: true, targetColumnName: true },
  });
  const names = new Map(mappings.map(({ id, targetColumnName }) => [id, targetColumnName]));
  return (field) => (isMark(field) ? "mark" : (names.get(field) ?? "a column that is no longer mapped"));
}
