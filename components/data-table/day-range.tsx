"use client";

import { ChevronDown } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { cx } from "@/components/ui/class-names";
import { later, useLater, warming } from "@/components/ui/later";
import { hrefWith, type SearchParams } from "@/lib/format/table-state";
import { formatDate } from "@/lib/format/time";

const boxes = later(() => import("./day-boxes").then((part) => part.DayBoxes));

interface DayRangeProps {
  path: string;
  params: SearchParams;
  from: string;
  to: string;
}

/** A filter by first and last day, both included. Days are those of UTC, so that a link shows everyone the same rows. */
export function DayRange({ path, params, from, to }: DayRangeProps) {
  const router = useRouter();
  const [opener, setOpener] = useState<HTMLElement | null>(null);
  const close = () => setOpener(null);
  const DayBoxes = useLater(boxes, opener !== null, close);
  const isChosen = from !== "" || to !== "";
  return (
    <>
      <button
        type="button"
        {...warming(boxes)}
        onClick={(event) => setOpener(opener ? null : event.currentTarget)}
        aria-haspopup="dialog"
        aria-expanded={opener !== null}
        className={cx(
          "control inline-flex h-8 items-center gap-2 whitespace-nowrap px-2.5",
          isChosen && "border-accent bg-accent-soft text-accent-strong",
        )}
      >
        Days: {inWords(from, to)}
        <ChevronDown aria-hidden className="size-4 text-ink-muted" strokeWidth={1.75} />
      </button>
      {DayBoxes && opener && (
        <DayBoxes
          opener={opener}
          from={from}
          to={to}
          onPick={(name, value) => router.replace(hrefWith(path, params, { [name]: value }), { scroll: false })}
          onClose={close}
        />
      )}
    </>
  );
}

function inWords(from: string, to: string): string {
  const [first, last] = [from, to].map((day) => (Number.isNaN(Date.parse(day)) ? "" : formatDate(day, "UTC")));
  if (first && last) return `${first} to ${last}`;
  return first ? `from ${first}` : last ? `until ${last}` : "all";
}
