"use client";

import { useViewer } from "@/components/ui/viewer";
import { describeMoment } from "@/lib/format/time";

/** "Sun 14:00" in the viewer's zone; the moment in both zones on hover. */
export function HourText({ at }: { at: Date }) {
  const { locale, timeZone } = useViewer();
  const text = new Intl.DateTimeFormat(locale, {
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone,
  }).format(at);
  return (
    <time dateTime={at.toISOString()} title={describeMoment(at, timeZone)} className="figures whitespace-nowrap">
      {text}
    </time>
  );
}
