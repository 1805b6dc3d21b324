"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { RunRejections } from "@/lib/features/rejections/types";
import type { RunRow } from "@/lib/features/runs/types";

/** Where what a run could not sync is kept in the browser. */
export const runRejectionsKey = (runId: string) => ["run-rejections", runId] as const;

/** What a run could not sync, asked for anew whenever it has rejected more, and at its end. The first answer comes with the page. */
export function useRunRejections(run: RunRow, initial: RunRejections): RunRejections {
  const stage = `${run.rowsRejected} ${run.outcome}`;
  const [first] = useState(stage);
  const { data = initial } = useQuery({
    queryKey: [...runRejectionsKey(run.id), stage],
    queryFn: async ({ signal }) => {
      const response = await fetch(`/api/runs/${run.id}/rejections`, { signal });
      if (!response.ok) throw new Error(`The rejected rows could not be read: ${response.status}`);
      return (await response.json()) as RunRejections;
    },
    initialData: stage === first ? initial : undefined,
    placeholderData: (before) => before,
  });
  return data;
}
