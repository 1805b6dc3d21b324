"use client";

import {
  type CSSProperties,
  type KeyboardEvent,
  type RefObject,
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
} from "react";
import { cx } from "@/components/ui/class-names";
import { EmptyState } from "@/components/ui/empty-state";
import { GridRow, gridRowHeight, onlyWhereRoomy } from "./mapping-grid-row";
import type { RowView } from "./row-view";
import { useWindow } from "./use-window";

export interface GridHandle {
  /** Puts the keyboard on a mapping's row. */
  readonly goTo: (rowId: string) => void;
}

interface MappingGridProps {
  rows: readonly RowView[];
  selectedId: string | null;
  mayEdit: boolean;
  handle: RefObject<GridHandle | null>;
  onOpen: (rowId: string) => void;
  onSelect: (rowId: string) => void;
  onRemove: (rowId: string) => void;
  empty: string;
}

const headHeight = 36;
const mostRows = 9;

const heads = [
  { name: "Table column", width: "19%" },
  { name: "Direction", width: "3.5rem", isSpoken: true },
  { name: "List column", width: "25%" },
  { name: "Transform", width: "12%" },
  { name: "When empty", width: "6rem", isRoomy: true },
  { name: "Fit", width: "8rem" },
  { name: "Problems", width: "auto" },
  { name: "Actions", width: "4.75rem", isSpoken: true, isPressed: true },
];

/**
 * The mappings as a table, which is the truth of what the drawing above shows. Up and down go through the rows, left and right through what can be
 * done in one, Enter opens it and Delete removes it.
 */
export function MappingGrid({
  rows,
  selectedId,
  mayEdit,
  handle,
  onOpen,
  onSelect,
  onRemove,
  empty,
}: MappingGridProps) {
  const height = headHeight + Math.min(Math.max(rows.length, 1), mostRows) * gridRowHeight;
  const seen = useWindow<HTMLDivElement>(rows.length, gridRowHeight, height, headHeight);
  const [active, setActive] = useState(0);
  const wanted = useRef<number | null>(null);
  const current = Math.min(active, rows.length - 1);
  const focusRow = (index: number) => {
    const to = Math.min(Math.max(index, 0), rows.length - 1);
    wanted.current = to;
    setActive(to);
    seen.reveal(to);
    focusWanted();
  };
  const focusWanted = () => {
    if (wanted.current === null) return;
    const row = seen.ref.current?.querySelector<HTMLElement>(`[aria-rowindex="${wanted.current + 2}"]`);
    if (!row) return;
    wanted.current = null;
    row.querySelector<HTMLElement>("[data-control]")?.focus({ preventScroll: true });
  };
  // A row that was scrolled to is drawn a render later.
  useEffect(focusWanted);
  useImperativeHandle(handle, () => ({
    goTo: (rowId) => {
      const index = rows.findIndex(({ row }) => row.id === rowId);
      if (index !== -1) focusRow(index);
    },
  }));
  const onKey = (event: KeyboardEvent<HTMLTableElement>) => {
    // What is pressed in a dialog of a row comes by here too.
    if (!event.currentTarget.contains(event.target as Node)) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const moves: Record<string, number> = {
      ArrowDown: current + 1,
      ArrowUp: current - 1,
      PageDown: current + mostRows,
      PageUp: current - mostRows,
      Home: 0,
      End: rows.length - 1,
    };
    const move = moves[event.key];
    if (move !== undefined) {
      event.preventDefault();
      focusRow(move);
    } else if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
      event.preventDefault();
      const line = (event.target as HTMLElement).closest("tr");
      const controls = [...(line?.querySelectorAll<HTMLElement>("[data-control]") ?? [])];
      const at = controls.indexOf(event.target as HTMLElement);
      controls[at + (event.key === "ArrowRight" ? 1 : -1)]?.focus();
    } else if (event.key === "Delete" && mayEdit) {
      const view = rows[current];
      if (!view) return;
      event.preventDefault();
      onRemove(view.row.id);
      focusRow(Math.min(current, rows.length - 2));
    }
  };
  if (rows.length === 0) return <EmptyState title={empty} className="rounded-lg border border-line bg-surface" />;
  return (
    <div
      ref={seen.ref}
      onScroll={seen.onScroll}
      style={{ "--most": `${height + 2}px` } as CSSProperties}
      className="max-h-(--most) overflow-auto rounded-lg border border-line bg-surface shadow-sm"
    >
      <table
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table whose rows the arrow keys go through is a grid.
        role="grid"
        aria-label="Mappings"
        aria-rowcount={rows.length + 1}
        aria-readonly={!mayEdit}
        onKeyDown={onKey}
        className="w-full min-w-180 table-fixed border-separate border-spacing-0 text-left"
      >
        <thead>
          <tr aria-rowindex={1} style={{ height: headHeight }}>
            {heads.map(({ name, width, isSpoken, isRoomy, isPressed }) => (
              <th
                key={name}
                scope="col"
                style={{ width }}
                className={cx(
                  "sticky top-0 z-10 whitespace-nowrap border-line border-b bg-sunken px-3 font-medium text-ink-muted text-xs",
                  isRoomy && onlyWhereRoomy,
                  isPressed && "print:hidden",
                )}
              >
                <span className={isSpoken ? "sr-only" : undefined}>{name}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Spacer rows={seen.first} />
          {rows.slice(seen.first, seen.end).map((view, offset) => {
            const index = seen.first + offset;
            return (
              <GridRow
                key={view.row.id}
                view={view}
                index={index}
                isActive={index === current}
                isSelected={view.row.id === selectedId}
                mayEdit={mayEdit}
                onFocus={() => {
                  setActive(index);
                  if (view.row.id !== selectedId) onSelect(view.row.id);
                }}
                onOpen={() => onOpen(view.row.id)}
                onRemove={() => onRemove(view.row.id)}
              />
            );
          })}
          <Spacer rows={rows.length - seen.end} />
        </tbody>
      </table>
    </div>
  );
}

/** The height of rows that are not drawn. */
function Spacer({ rows }: { rows: number }) {
  if (rows <= 0) return null;
  return (
    <tr aria-hidden style={{ height: rows * gridRowHeight }}>
      <td className="p-0" />
    </tr>
  );
}
