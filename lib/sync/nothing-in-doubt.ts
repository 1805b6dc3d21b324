import type { Tx } from "@/lib/db/client";
import { AppError } from "@/lib/errors/app-error";

/**
 * Writes whose answer was lost are settled by what the list holds, under the rules by which they were sent: what would change their meaning waits
 * for that. Throws `in-use`; `then` says what can be done afterwards, as in “then change its key”.
 */
export async function requireNothingInDoubt(tx: Tx, definitionId: string, then: string): Promise<void> {
  const inDoubt = await tx.syncOperation.findFirst({
    where: { syncDefId: definitionId, state: "SENT" },
    select: { id: true },
  });
  if (inDoubt)
    throw new AppError("in-use", {
      message: "It is not known yet whether some of the last run's writes were carried out.",
      remedy: `Let the sync run once, ${then}.`,
    });
}
