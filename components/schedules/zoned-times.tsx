"use client";

import { useViewer } from "@/components/ui/viewer";
import { describeMoment, formatDateTime, toDate } from "@/lib/format/time";

/** Times by the clock of a schedule's own zone; the viewer's on hover. */
export function ZonedTimes({ times, timeZone }: { times: readonly Date[]; timeZone: string }) {
  const viewer = useViewer();
  return (
    <ol>
      {times.map((time) => (
        <li key={toDate(time).getTime()} className="figures text-ink">
          <time dateTime={toDate(time).toISOString()} title={describeMoment(time, viewer.timeZone)}>
            {formatDateTime(time, timeZone)}
          </time>
        </li>
      ))}
    </ol>
  );
}
