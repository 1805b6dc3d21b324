import type { ReactNode } from "react";
import { cx } from "./class-names";

export interface KeyValue {
  label: ReactNode;
  value: ReactNode;
}

/** Names left, values right, one line each: the facts of one thing. Entries that are `false` or `null` are left out. */
export function KeyValues({
  entries,
  className,
}: {
  entries: readonly (KeyValue | false | null | undefined)[];
  className?: string;
}) {
  const shown = entries.filter((entry): entry is KeyValue => Boolean(entry));
  return (
    <dl className={cx("grid grid-cols-[fit-content(min(12rem,42%))_minmax(0,1fr)] gap-x-4", className)}>
      {shown.map((entry, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: entries are a fixed list and labels may be nodes.
        <div key={index} className="col-span-2 grid grid-cols-subgrid border-line-faint border-t py-2 first:border-t-0">
          <dt className="text-ink-muted text-sm">{entry.label}</dt>
          <dd className="min-w-0 break-words text-ink">{entry.value}</dd>
        </div>
      ))}
    </dl>
  );
}
