"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { RunRow } from "@/lib/features/runs/types";

const pollMs = 1_500;

/** Where the cells of a list find how a run stands now. */
export const openRunKey = (id: string) => ["open-run", id] as const;

/**
 * Keeps the rows of runs that are under way true, by one stream for all of them; where it does not get through, they are asked for together every
 * second and a half. `ids` are those that were open when the page was made, with commas between.
 */
export function OpenRunsWatch({ ids }: { ids: string }) {
  const client = useQueryClient();
  const [isStreaming, setIsStreaming] = useState(false);
  const { data } = useQuery({
    queryKey: ["open-runs", ids],
    queryFn: async ({ signal }) => {
      const response = await fetch(`/api/runs/open?runIds=${ids}`, { signal });
      if (!response.ok) throw new Error(`The runs could not be read: ${response.status}`);
      return (await response.json()) as readonly RunRow[];
    },
    refetchInterval: ({ state }) => (isStreaming || isOver(state.data) ? false : pollMs),
  });
  useEffect(() => {
    for (const run of data ?? []) client.setQueryData(openRunKey(run.id), run);
  }, [client, data]);
  useEffect(() => {
    const source = new EventSource(`/api/runs/open/live?runIds=${ids}`);
    source.addEventListener("answer", (event) => {
      const runs = JSON.parse(event.data as string) as readonly RunRow[];
      setIsStreaming(true);
      client.setQueryData(["open-runs", ids], runs);
      // The server ends the stream with the last run; the browser would open it again.
      if (isOver(runs)) source.close();
    });
    source.onerror = () => setIsStreaming(false);
    return () => source.close();
  }, [client, ids]);
  return null;
}

const isOver = (runs: readonly RunRow[] | undefined): boolean => runs?.every((run) => run.outcome !== null) ?? false;
