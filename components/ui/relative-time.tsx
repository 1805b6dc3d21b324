"use client";

import { useEffect, useState } from "react";
import { describeMoment, formatDateTime, formatRelative, type Moment, toDate } from "@/lib/format/time";
import { cx } from "./class-names";
import { usePrinting } from "./use-printing";
import { useViewer } from "./viewer";

/** "4 min ago", kept true while the page stands; the exact moment in the viewer's zone and UTC on hover, and in the zone on paper, which stays. */
export function RelativeTime({
  at,
  none = "never",
  className,
}: {
  at: Moment | null;
  none?: string;
  className?: string;
}) {
  const { timeZone } = useViewer();
  const now = useNow();
  const isPrinting = usePrinting();
  if (at === null) return <span className={cx("text-ink-faint", className)}>{none}</span>;
  return (
    // The server's "now" is older than the browser's: the text may differ by a second while hydrating.
    <time
      dateTime={toDate(at).toISOString()}
      title={describeMoment(at, timeZone)}
      suppressHydrationWarning
      className={cx("figures whitespace-nowrap", className)}
    >
      {isPrinting ? formatDateTime(at, timeZone) : formatRelative(at, now)}
    </time>
  );
}

function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 10_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
