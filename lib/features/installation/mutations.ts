import { randomUUID } from "node:crypto";
import { type Context, requireAllowed } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { inTransaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors/app-error";
import { recordAudit } from "@/lib/features/audit/record";
import { installationPolicies } from "./policy";
import type { MoveInput } from "./schema";

/**
 * Says what it means that this metastore stands in another database (sync-semantics 5). Moved: the syncs that were enabled go on. Restored: so do
 * they, and compare everything, since rows and items may have changed after the backup; where the list would not refuse an item a second time,
 * rows and items are to be matched first. Copy: all stays paused, under a new mark. Throws `not-found` when nothing waits for a decision.
 */
export async function decideMove(context: Context, input: MoveInput): Promise<{ readonly enabled: number }> {
  requireAllowed(context, installationPolicies.decide);
  const { decision } = input;
  return inTransaction(async (tx) => {
    const [installation] = await tx.$queryRaw<{ mark: string; moved_at: Date | null }[]>`
      SELECT mark::text, moved_at FROM installation WHERE id = 1 FOR UPDATE`;
    if (!installation?.moved_at)
      throw new AppError("not-found", { message: "This metastore is where it was; there is nothing to decide." });
    const enabled = decision === "copy" ? 0 : await goOn(tx, decision);
    await tx.$executeRaw`UPDATE sync_definitions SET paused_by_move = false WHERE paused_by_move`;
    const mark = decision === "copy" ? randomUUID() : installation.mark;
    await tx.installation.update({
      where: { id: 1 },
      data: { movedAt: null, decision, decidedAt: new Date(), decidedBy: context.actor.name, mark },
    });
    await recordAudit(tx, context, {
      action: "installation.decided",
      targetKind: "installation",
      before: { mark: installation.mark, movedAt: installation.moved_at },
      after: { decision, mark, enabledDefinitions: enabled },
    });
    return { enabled };
  });
}

/** Enables what was enabled before; answers how many. */
async function goOn(tx: Tx, decision: "moved" | "restored"): Promise<number> {
  const isRestored = decision === "restored";
  return tx.$executeRaw`
    UPDATE sync_definitions SET is_enabled = true,
      halted_code = CASE WHEN halted_code = 'installation-moved' THEN NULL ELSE halted_code END,
      halted_reason = CASE WHEN halted_code = 'installation-moved' THEN NULL ELSE halted_reason END,
      halted_at = CASE WHEN halted_code = 'installation-moved' THEN NULL ELSE halted_at END,
      rescan_required = rescan_required OR ${isRestored},
      first_match_at = CASE WHEN ${isRestored} AND key_level <> 'K1' THEN NULL ELSE first_match_at END
    WHERE paused_by_move`;
}
