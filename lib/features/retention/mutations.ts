import { isDeepStrictEqual } from "node:util";
import { type Context, requireAllowed } from "@/lib/context";
import { inTransaction } from "@/lib/db/transaction";
import { recordAudit } from "@/lib/features/audit/record";
import { requireSeen } from "@/lib/features/seen/require-seen";
import { readRetention } from "@/lib/sync/settings";
import { historyWords } from "./labels";
import { retentionPolicies } from "./policy";
import type { SetRetentionInput } from "./schema";

const words = Object.fromEntries(Object.entries(historyWords).map(([kind, { label }]) => [kind, label.toLowerCase()]));

/** Sets how long history is kept; workers remove what is older with their next sweeps. The audit trail is always kept. Throws `changed-meanwhile`. */
export async function setRetention(context: Context, input: SetRetentionInput): Promise<void> {
  requireAllowed(context, retentionPolicies.change);
  const { keepOperationsDays, keepEventsDays, keepSnapshotsDays, keepMetricsDays } = input;
  const after = { keepOperationsDays, keepEventsDays, keepSnapshotsDays, keepMetricsDays };
  await inTransaction(async (tx) => {
    await tx.$queryRaw`SELECT id FROM installation_settings WHERE id = 1 FOR UPDATE`;
    const before = await readRetention(tx);
    requireSeen(input.seen, before, { words });
    if (isDeepStrictEqual({ ...before }, after)) return;
    await tx.installationSettings.update({ where: { id: 1 }, data: after });
    await recordAudit(tx, context, {
      action: "installation.retention-changed",
      targetKind: "installation",
      before,
      after,
    });
  });
}
