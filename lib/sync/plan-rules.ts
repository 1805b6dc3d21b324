import type { Tx } from "@/lib/db/client";

/**
 * The rules of rows that leave and of items that vanish, as one text to compare. Unlike the rest of a definition they have no version, and a plan
 * that waits for its approval must not delete what a person has meanwhile said to keep.
 */
export async function planRulesOf(tx: Tx, definitionId: string): Promise<string> {
  const { onSourceDelete, onLeftFilter, onListDelete, markColumnId } = await tx.syncDefinition.findUniqueOrThrow({
    where: { id: definitionId },
    select: { onSourceDelete: true, onLeftFilter: true, onListDelete: true, markColumnId: true },
  });
  return JSON.stringify([onSourceDelete, onLeftFilter, onListDelete, markColumnId]);
}
