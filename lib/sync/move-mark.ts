import type { Tx } from "@/lib/db/client";
import { formerMarkId, markId } from "@/lib/engine/mark";
import { requireNothingInDoubt } from "./nothing-in-doubt";

/**
 * Another list column takes the mark from now on, or none does. Marks that stand in the former one stay there, under a name of their own in the
 * ledger, until their rows come back: an item that says since when its row is gone keeps saying so, and no mass of items is written for a change
 * of rules. As a part of the caller's transaction, which holds the definition. Harmless where nothing is marked.
 * Throws `in-use` while a write is in doubt: a mark that arrived after all would be looked for in the other column, and stay.
 */
export async function moveMark(
  tx: Tx,
  definitionId: string,
  { from, to }: { readonly from: string | null; readonly to: string | null },
): Promise<void> {
  if (from === to) return;
  if (from !== null) {
    await requireNothingInDoubt(tx, definitionId, "then choose another column for the mark");
    await renameMarks(tx, definitionId, markId, formerMarkId(from));
  }
  if (to !== null) await renameMarks(tx, definitionId, formerMarkId(to), markId);
  const former = from === null ? [] : [from];
  await tx.$executeRaw`
    UPDATE sync_definitions SET former_mark_column_ids =
      array_remove(array_remove(former_mark_column_ids, ${from}::uuid), ${to}::uuid) || ${former}::uuid[]
    WHERE id = ${definitionId}::uuid`;
}

async function renameMarks(tx: Tx, definitionId: string, before: string, after: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE sync_ledger SET base = (base - ${before}::text) || jsonb_build_object(${after}::text, base->${before}::text)
    WHERE sync_def_id = ${definitionId}::uuid AND jsonb_exists(base, ${before}::text)`;
}
