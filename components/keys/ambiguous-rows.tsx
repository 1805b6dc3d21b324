"use client";

import { Select } from "@/components/ui/select";
import type { AmbiguousSample } from "@/lib/features/keys/types";

/** What was decided of one ambiguous row: left, a new item, or the item of this number. */
export type Resolution = "leave" | "create" | number;

interface AmbiguousRowsProps {
  rows: readonly AmbiguousSample[];
  total: number;
  resolved: Readonly<Record<string, Resolution>>;
  /** Left out for those who may not decide. */
  onResolve?: ((rowId: string, choice: Resolution) => void) | undefined;
}

const toResolution = (value: string): Resolution => (value === "leave" || value === "create" ? value : Number(value));

/** Ambiguous rows one by one, each with the items it may mean. An item chosen for one row is offered to no other. */
export function AmbiguousRows({ rows, total, resolved, onResolve }: AmbiguousRowsProps) {
  const taken = new Set(Object.values(resolved).filter((choice) => typeof choice === "number"));
  return (
    <ul className="mt-2 flex flex-col gap-2">
      {rows.map((row) => {
        const choice = resolved[row.rowId] ?? "leave";
        return (
          <li key={row.rowId} className="grid items-center gap-2 lg:grid-cols-2">
            <span className="min-w-0 truncate text-sm">
              <code>{row.identity}</code>
              {row.summary !== "" && <span className="text-ink-muted"> · {row.summary}</span>}
            </span>
            <Select
              aria-label={`Which item belongs to ${row.identity}`}
              disabled={!onResolve}
              value={String(choice)}
              onChange={(event) => onResolve?.(row.rowId, toResolution(event.target.value))}
            >
              <option value="leave">Leave it without an item</option>
              <option value="create">Make a new item in the next run</option>
              {row.items
                .filter((item) => item.itemId === choice || !taken.has(item.itemId))
                .map((item) => (
                  <option key={item.itemId} value={item.itemId}>
                    Item {item.itemId} · {item.summary}
                  </option>
                ))}
            </Select>
          </li>
        );
      })}
      {total > rows.length && (
        <li className="text-ink-faint text-sm">
          and {(total - rows.length).toLocaleString("en")} more, which are left
        </li>
      )}
    </ul>
  );
}
