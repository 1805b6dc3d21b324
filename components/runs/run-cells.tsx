"use client";

import { useQuery } from "@tanstack/react-query";
import { NumberValue } from "@/components/ui/number-value";
import type { RunRow } from "@/lib/features/runs/types";
import { formatDuration } from "@/lib/format/duration";
import { openRunKey } from "./open-runs-watch";
import { RunStateBadge } from "./run-state";

/** How the run stands now, where something watches the open runs of the page. */
function useOpenRun(initial: RunRow): RunRow {
  const { data } = useQuery<RunRow>({ queryKey: openRunKey(initial.id), enabled: false });
  return data ?? initial;
}

/** A run's state, kept true while it goes on. */
export function RunStateCell({ run }: { run: RunRow }) {
  return <RunStateBadge run={useOpenRun(run)} look="plain" />;
}

type Count = keyof {
  [Name in keyof RunRow as RunRow[Name] extends number ? Name : never]: RunRow[Name];
};

/** One of a run's counts, kept true while it goes on. */
export function RunCountCell({ run, count }: { run: RunRow; count: Count }) {
  return <NumberValue value={useOpenRun(run)[count]} />;
}

/** How long a run took; nothing while it goes on. */
export function RunTookCell({ run }: { run: RunRow }) {
  const { startedAt, endedAt } = useOpenRun(run);
  return <span>{formatDuration(endedAt === null ? null : Date.parse(endedAt) - Date.parse(startedAt))}</span>;
}
