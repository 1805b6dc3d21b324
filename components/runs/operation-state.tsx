import { type State, StateBadge } from "@/components/ui/state-badge";
import { operationStateLabels } from "@/lib/features/runs/labels";
import type { OperationRow } from "@/lib/features/runs/types";

const faces: Record<OperationRow["state"], State> = {
  PENDING: "unknown",
  SENT: "running",
  DONE: "in-sync",
  REJECTED: "failed",
  HELD: "conflict",
  DROPPED: "paused",
};

/** What became of an operation. */
export function OperationStateBadge({ state }: { state: OperationRow["state"] }) {
  return <StateBadge state={faces[state]} label={operationStateLabels[state]} look="plain" />;
}
