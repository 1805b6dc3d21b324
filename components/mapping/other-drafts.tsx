"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { UserPen } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { RelativeTime } from "@/components/ui/relative-time";
import type { MappingPulse } from "@/lib/features/mapping/types";

const pollMs = 2_000;

/**
 * Who else has a draft of this mapping, kept true by one stream; where it does not get through, the same is asked for every two seconds. What somebody
 * publishes meanwhile is asked for with the page. `initial` is what the page was made with.
 */
export function OtherDrafts({ definitionId, initial }: { definitionId: string; initial: MappingPulse }) {
  const { version, otherDrafts } = useMappingPulse(definitionId, initial);
  const router = useRouter();
  const asked = useRef(initial.version);
  useEffect(() => {
    if (version <= Math.max(asked.current, initial.version)) return;
    asked.current = version;
    router.refresh();
  }, [version, initial.version, router]);
  if (otherDrafts.length === 0) return null;
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-ink-muted text-sm">
      {otherDrafts.map(({ by, updatedAt }) => (
        <li key={by} className="flex items-center gap-1.5">
          <UserPen aria-hidden className="size-4" strokeWidth={1.75} />
          <span>
            {by} has a draft too, saved <RelativeTime at={updatedAt} />
          </span>
        </li>
      ))}
    </ul>
  );
}

function useMappingPulse(definitionId: string, initial: MappingPulse): MappingPulse {
  const client = useQueryClient();
  const [isStreaming, setIsStreaming] = useState(false);
  const { data } = useQuery({
    queryKey: ["mapping-pulse", definitionId],
    queryFn: async ({ signal }) => {
      const response = await fetch(`/api/mappings/${definitionId}`, { signal });
      if (!response.ok) throw new Error(`What others do to the mapping could not be read: ${response.status}`);
      return (await response.json()) as MappingPulse;
    },
    initialData: initial,
    refetchInterval: isStreaming ? false : pollMs,
  });
  useEffect(() => {
    const source = new EventSource(`/api/mappings/${definitionId}/live`);
    source.addEventListener("answer", (event) => {
      setIsStreaming(true);
      client.setQueryData(["mapping-pulse", definitionId], JSON.parse(event.data as string) as MappingPulse);
    });
    source.onerror = () => setIsStreaming(false);
    return () => source.close();
  }, [client, definitionId]);
  return data;
}
