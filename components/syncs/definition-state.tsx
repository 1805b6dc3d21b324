import { type State, StateBadge } from "@/components/ui/state-badge";
import { stateLabels } from "@/lib/features/syncs/labels";
import type { DefinitionState } from "@/lib/features/syncs/types";

const faces: Record<DefinitionState, State> = {
  running: "running",
  waiting: "attention",
  "in-sync": "in-sync",
  behind: "attention",
  failed: "failed",
  halted: "halted",
  paused: "paused",
  "never-run": "unknown",
};

/** How a definition stands. */
export function DefinitionStateBadge({ state, look }: { state: DefinitionState; look?: "soft" | "plain" }) {
  return <StateBadge state={faces[state]} label={stateLabels[state]} look={look} />;
}
