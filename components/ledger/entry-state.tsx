import { type State, StateBadge } from "@/components/ui/state-badge";
import { type LedgerState, ledgerStateLabels } from "@/lib/features/ledger/labels";

const faces: Record<LedgerState, State> = {
  PENDING_CREATE: "unknown",
  LINKED: "in-sync",
  MOVING: "running",
  PENDING_DELETE: "attention",
  DETACHED: "paused",
  ARCHIVED: "paused",
  DELETED: "paused",
  ASKED: "conflict",
  PARTIAL: "attention",
};

/** How a ledger entry stands. */
export function EntryStateBadge({ state }: { state: LedgerState }) {
  return <StateBadge state={faces[state]} label={ledgerStateLabels[state]} look="plain" />;
}
