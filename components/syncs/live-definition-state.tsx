"use client";

import { useRunning } from "@/components/overview/pulse-watch";
import { NumberValue } from "@/components/ui/number-value";
import type { DefinitionState } from "@/lib/features/syncs/types";
import { DefinitionStateBadge } from "./definition-state";

interface LiveDefinitionStateProps {
  definitionId: string;
  state: DefinitionState;
  /** Why it is paused, where a parent is. */
  why: string | null;
}

/** How a definition stands; while it runs, how far it is. */
export function LiveDefinitionState({ definitionId, state, why }: LiveDefinitionStateProps) {
  const run = useRunning(definitionId);
  if (state !== "running" && state !== "waiting") {
    return (
      <span title={why ?? undefined}>
        <DefinitionStateBadge state={state} look="plain" />
      </span>
    );
  }
  return (
    <span className="inline-flex items-center gap-2">
      <DefinitionStateBadge state={state} look="plain" />
      {run && run.phase !== "QUEUED" && (
        <span className="text-ink-muted text-sm">
          {run.phase === "DECIDING" ? (
            <NumberValue value={run.rowsRead} unit="read" />
          ) : (
            <>
              <NumberValue value={run.itemsProcessed} /> of <NumberValue value={run.planned} />
            </>
          )}
        </span>
      )}
    </span>
  );
}
