"use client";

import { ChevronDown } from "lucide-react";
import { useRouter } from "next/navigation";
import { Popover } from "radix-ui";
import { useEffect, useRef } from "react";
import { cx } from "@/components/ui/class-names";
import { hrefWith, type SearchParams } from "@/lib/format/table-state";
import { formatDate } from "@/lib/format/time";

const earliest = "2000-01-01";

interface DayRangeProps {
  path: string;
  params: SearchParams;
  from: string;
  to: string;
}

/** A filter by first and last day, both included. Days are those of UTC, so that a link shows everyone the same rows. */
export function DayRange({ path, params, from, to }: DayRangeProps) {
  const router = useRouter();
  const set = (name: "from" | "to", value: string) =>
    router.replace(hrefWith(path, params, { [name]: value }), { scroll: false });
  const isChosen = from !== "" || to !== "";
  return (
    <Popover.Root>
      <Popover.Trigger
        className={cx(
          "control inline-flex h-8 items-center gap-2 whitespace-nowrap px-2.5",
          isChosen && "border-accent bg-accent-soft text-accent-strong",
        )}
      >
        Days: {inWords(from, to)}
        <ChevronDown aria-hidden className="size-4 text-ink-muted" strokeWidth={1.75} />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="start"
          sideOffset={6}
          collisionPadding={8}
          aria-label="Days"
          className="z-50 grid animate-appear grid-cols-[auto_auto] items-center gap-x-3 gap-y-2 rounded-lg border border-line bg-raised p-3 text-ink-muted text-sm shadow-lg"
        >
          <Day label="From" value={from} onPick={(value) => set("from", value)} />
          <Day label="To" value={to} onPick={(value) => set("to", value)} />
          <p className="col-span-2">Days of UTC, both included.</p>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function inWords(from: string, to: string): string {
  const [first, last] = [from, to].map((day) => (Number.isNaN(Date.parse(day)) ? "" : formatDate(day, "UTC")));
  if (first && last) return `${first} to ${last}`;
  return first ? `from ${first}` : last ? `until ${last}` : "all";
}

/** A day is taken as soon as it is whole (a year that is still being typed is not), an emptied box when one leaves it. */
function Day({ label, value, onPick }: { label: string; value: string; onPick: (value: string) => void }) {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // The address changed by itself (back, "clear"): follow it unless the person is typing.
    if (box.current && document.activeElement !== box.current) box.current.value = value;
  }, [value]);
  return (
    <label className="col-span-2 grid grid-cols-subgrid items-center">
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
