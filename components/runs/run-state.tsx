import { type State, StateBadge } from "@/components/ui/state-badge";
import { type RunState, runStateLabels, runStateOf } from "@/lib/features/runs/labels";
import type { RunRow } from "@/lib/features/runs/types";

const faces: Record<RunState, State> = {
  queued: "unknown",
  running: "running",
  waiting: "attention",
  succeeded: "in-sync",
  partial: "attention",
  failed: "failed",
  halted: "halted",
  cancelled: "paused",
};

/** How a run stands. */
export function RunStateBadge({ run, look }: { run: Pick<RunRow, "phase" | "outcome">; look?: "soft" | "plain" }) {
  const state = runStateOf(run);
  return <StateBadge state={faces[state]} label={runStateLabels[state]} look={look} />;
}
