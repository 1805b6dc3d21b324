"use client";

import { describeMoment, formatDateTime, type Moment, toDate } from "@/lib/format/time";
import { cx } from "./class-names";
import { useViewer } from "./viewer";

/** "22 Nov 2026, 17:14:05" in the viewer's zone; UTC on hover. */
export function ExactTime({ at, none = "–", className }: { at: Moment | null; none?: string; className?: string }) {
  const { timeZone } = useViewer();
  if (at === null) return <span className={cx("text-ink-faint", className)}>{none}</span>;
  return (
    <time
      dateTime={toDate(at).toISOString()}
      title={describeMoment(at, timeZone)}
      className={cx("figures whitespace-nowrap", className)}
    >
      {formatDateTime(at, timeZone)}
    </time>
  );
}
