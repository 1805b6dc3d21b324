"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import type { IntrospectionRow } from "@/lib/features/databases/types";
import type { Moment } from "@/lib/format/time";

const pollMs = 1_500;

/** As it comes with the page, or as JSON with its moments as text. */
export interface LiveIntrospection extends Omit<IntrospectionRow, "startedAt" | "endedAt"> {
  readonly startedAt: Moment;
  readonly endedAt: Moment | null;
}

/**
 * An introspection as it stands now: server-sent events while it goes on, asked for where they do not get through. When it ends, the page around
 * it is asked for anew, for then there are other tables.
 */
export function useLiveIntrospection(initial: LiveIntrospection): LiveIntrospection {
  const { id } = initial;
  const client = useQueryClient();
  const router = useRouter();
  const [isStreaming, setIsStreaming] = useState(false);
  const { data } = useQuery({
    queryKey: ["introspection", id],
    queryFn: async ({ signal }) => {
      const response = await fetch(`/api/introspections/${id}`, { signal });
      if (!response.ok) throw new Error(`The introspection could not be read: ${response.status}`);
      return (await response.json()) as LiveIntrospection;
    },
    initialData: initial,
    refetchInterval: ({ state }) => (isStreaming || state.data?.state !== "running" ? false : pollMs),
  });
  const isRunning = data.state === "running";
  useEffect(() => {
    if (!isRunning) return;
    const source = new EventSource(`/api/introspections/${id}/live`);
    source.addEventListener("answer", (event) => {
      setIsStreaming(true);
      client.setQueryData(["introspection", id], JSON.parse(event.data as string) as LiveIntrospection);
    });
    source.onerror = () => setIsStreaming(false);
    return () => source.close();
  }, [client, id, isRunning]);
  const wasRunning = useRef(isRunning);
  useEffect(() => {
    if (wasRunning.current && !isRunning) router.refresh();
    wasRunning.current = isRunning;
  }, [isRunning, router]);
  return data;
}
