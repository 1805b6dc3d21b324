"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { hrefWith, type SearchParams } from "@/lib/format/table-state";

const earliest = "2000-01-01";

interface DayRangeProps {
  path: string;
  params: SearchParams;
  from: string;
  to: string;
}

/** First and last day, both included. Days are those of UTC, so that a link shows everyone the same rows. */
export function DayRange({ path, params, from, to }: DayRangeProps) {
  const router = useRouter();
  const set = (name: "from" | "to", value: string) =>
    router.replace(hrefWith(path, params, { [name]: value }), { scroll: false });
  return (
    <fieldset className="flex items-center gap-1.5 text-ink-muted text-sm">
      <legend className="sr-only">Days in UTC</legend>
      <Day label="From" value={from} onPick={(value) => set("from", value)} />
      <Day label="to" value={to} onPick={(value) => set("to", value)} />
      <span>UTC</span>
    </fieldset>
  );
}

/** A day is taken as soon as it is whole (a year that is still being typed is not), an emptied box when one leaves it. */
function Day({ label, value, onPick }: { label: string; value: string; onPick: (value: string) => void }) {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // The address changed by itself (back, "clear"): follow it unless the person is typing.
    if (box.current && document.activeElement !== box.current) box.current.value = value;
  }, [value]);
  return (
    <label className="flex items-center gap-1.5">
      {label}
      <input
        ref={box}
        type="date"
        defaultValue={value}
        min={earliest}
        onChange={(event) => {
          if (event.target.value >= earliest) onPick(event.target.value);
        }}
        onBlur={(event) => {
          if (event.target.value === "" && value !== "") onPick("");
        }}
        className="control figures h-8 px-2"
      />
    </label>
  );
}
