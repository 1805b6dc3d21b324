"use client";

import { Popover } from "radix-ui";
import { useEffect, useRef } from "react";

const earliest = "2000-01-01";

interface DayBoxesProps {
  /** The button that they stand under. */
  opener: HTMLElement;
  from: string;
  to: string;
  onPick: (name: "from" | "to", value: string) => void;
  onClose: () => void;
}

/** First and last day while they are chosen. */
export function DayBoxes({ opener, from, to, onPick, onClose }: DayBoxesProps) {
  const anchor = useRef(opener);
  const isLeft = useRef(false);
  return (
    <Popover.Root open onOpenChange={onClose}>
      <Popover.Anchor virtualRef={anchor} />
      <Popover.Portal>
        <Popover.Content
          align="start"
          sideOffset={6}
          collisionPadding={8}
          aria-label="Days"
          onInteractOutside={(event) => {
            // A press on the button closes by itself.
            if (opener.contains(event.target as Node)) event.preventDefault();
            else isLeft.current = true;
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            // Who went on to something else keeps it.
            if (!isLeft.current) opener.focus();
          }}
          className="z-50 grid animate-appear grid-cols-[auto_auto] items-center gap-x-3 gap-y-2 rounded-lg border border-line bg-raised p-3 text-ink-muted text-sm shadow-lg"
        >
          <Day label="From" value={from} onPick={(value) => onPick("from", value)} />
          <Day label="To" value={to} onPick={(value) => onPick("to", value)} />
          <p className="col-span-2">Days of UTC, both included.</p>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
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
