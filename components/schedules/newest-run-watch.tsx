"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import type { NewestRun } from "@/lib/features/schedules/types";

const pollMs = 2_000;

/**
 * Asks for the page's data anew when a run of this definition, or of any, began or ended: one started by the schedule or by somebody else
 * appears by itself. Asks nothing while the page is out of sight.
 */
export function NewestRunWatch({ of }: { of: string }) {
  const router = useRouter();
  const { data } = useQuery({
    queryKey: ["newest-run", of],
    queryFn: async ({ signal }) => {
      const response = await fetch(`/api/runs/newest?of=${of}`, { signal });
      if (!response.ok) throw new Error(`The newest run could not be read: ${response.status}`);
      return (await response.json()) as NewestRun;
    },
    refetchInterval: pollMs,
    refetchOnWindowFocus: true,
  });
  const mark = data?.mark;
  const shown = useRef(mark);
  useEffect(() => {
    if (mark === undefined) return;
    if (shown.current !== undefined && shown.current !== mark) router.refresh();
    shown.current = mark;
  }, [mark, router]);
  return null;
}
