"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import type { Pulse, RunningSync } from "@/lib/features/overview/types";

const pollMs = 2_000;

/** Where the cells of a page find which runs are under way. */
const pulseKey = ["pulse"] as const;

/**
 * Keeps a page about all syncs true by one stream: its data are asked for anew when a run began or ended, and what is under way moves in between.
 * Where the stream does not get through, the same is asked for every two seconds. `initial` is what the page was made with.
 */
export function PulseWatch({ initial }: { initial: Pulse }) {
  const router = useRouter();
  const client = useQueryClient();
  const [isStreaming, setIsStreaming] = useState(false);
  const { data } = useQuery({ ...pulseQuery, initialData: initial, refetchInterval: isStreaming ? false : pollMs });
  useEffect(() => {
    const source = new EventSource("/api/overview/live?of=all");
    source.addEventListener("answer", (event) => {
      setIsStreaming(true);
      client.setQueryData(pulseKey, JSON.parse(event.data as string) as Pulse);
    });
    source.onerror = () => setIsStreaming(false);
    return () => source.close();
  }, [client]);
  const asked = useRef(initial.mark);
  useEffect(() => {
    if (data.mark === asked.current) return;
    asked.current = data.mark;
    router.refresh();
  }, [data.mark, router]);
  return null;
}

const pulseQuery = {
  queryKey: pulseKey,
  queryFn: async ({ signal }: { signal: AbortSignal }) => {
    const response = await fetch("/api/overview?of=all", { signal });
    if (!response.ok) throw new Error(`The runs under way could not be read: ${response.status}`);
    return (await response.json()) as Pulse;
  },
};

/** The run of this definition that is under way, as it stands now; undefined where none is. */
export function useRunning(definitionId: string): RunningSync | undefined {
  const { data } = useQuery({ ...pulseQuery, enabled: false });
  return data?.running.find((run) => run.definitionId === definitionId);
}
