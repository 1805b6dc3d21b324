"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { LiveRun } from "@/lib/features/runs/types";

const pollMs = 1_500;

/**
 * A run as it stands now. Server-sent events while it goes on; where they do not get through, it is asked for every second and a half.
 * The first answer comes with the page.
 */
export function useLiveRun(initial: LiveRun): LiveRun {
  const { id } = initial.run;
  const client = useQueryClient();
  const [isStreaming, setIsStreaming] = useState(false);
  const { data } = useQuery({
    queryKey: ["run", id],
    queryFn: async ({ signal }) => {
      const response = await fetch(`/api/runs/${id}`, { signal });
      if (!response.ok) throw new Error(`The run could not be read: ${response.status}`);
      return (await response.json()) as LiveRun;
    },
    initialData: initial,
    refetchInterval: ({ state }) => (isStreaming || state.data?.run.outcome !== null ? false : pollMs),
  });
  // The page was asked for anew, as after an approval: an ended run may be open again.
  useEffect(() => {
    client.setQueryData(["run", id], initial);
  }, [client, id, initial]);
  const isOver = data.run.outcome !== null;
  useEffect(() => {
    if (isOver) return;
    const source = new EventSource(`/api/runs/${id}/live`);
    source.addEventListener("answer", (event) => {
      setIsStreaming(true);
      client.setQueryData(["run", id], JSON.parse(event.data as string) as LiveRun);
    });
    source.onerror = () => setIsStreaming(false);
    return () => source.close();
  }, [client, id, isOver]);
  return data;
}
