"use client";

import { Search } from "lucide-react";
import { type KeyboardEvent, type RefObject, useEffect, useImperativeHandle, useRef, useState } from "react";
import { cx } from "@/components/ui/class-names";
import { ColumnOption, columnHeight } from "./column-option";
import type { Side } from "./editor-state";
import type { EndColumn } from "./end-columns";
import type { useWindow } from "./use-window";

/** What other parts of the editor may ask of a side. */
export interface PaneHandle {
  /** Puts the cursor into the search box, with nothing in it. */
  readonly startSearch: () => void;
  /** Makes a column the active one, seen and with the keyboard on it. */
  readonly goTo: (columnId: string) => void;
}

interface ColumnPaneProps {
  side: Side;
  title: string;
  columns: readonly EndColumn[];
  window: ReturnType<typeof useWindow<HTMLDivElement>>;
  height: number;
  search: string;
  onSearch: (text: string) => void;
  handle: RefObject<PaneHandle | null>;
  pickedId: string | null;
  selectedId: string | null;
  mappedIds: ReadonlySet<string>;
  problems: ReadonlyMap<string, string>;
  isReadOnly: boolean;
  /** A column was chosen, by keyboard or by pointer. */
  onChoose: (columnId: string, by: "keyboard" | "pointer") => void;
  onCancel: () => void;
  onRemove: (columnId: string) => void;
  empty: string;
}

const pageOfRows = 10;

/** One side of the editor: a search box over a list of columns, which share one set of keys. */
export function ColumnPane(props: ColumnPaneProps) {
  const { side, title, columns, window: seen, height, search, onSearch, handle, onChoose, onCancel, onRemove } = props;
  const { pickedId, selectedId, mappedIds, problems, isReadOnly, empty } = props;
  const box = useRef<HTMLInputElement>(null);
  const [activeId, setActiveId] = useState<string | null>(null);
  const found = columns.findIndex(({ id }) => id === activeId);
  const active = found === -1 ? 0 : found;
  const { ref: list, reveal } = seen;
  const awaited = useRef<string | null>(null);
  const go = (index: number) => {
    const column = columns[Math.min(Math.max(index, 0), columns.length - 1)];
    if (!column) return;
    setActiveId(column.id);
    reveal(columns.indexOf(column));
  };
  useImperativeHandle(handle, () => ({
    startSearch: () => {
      onSearch("");
      box.current?.focus();
    },
    goTo: (columnId) => {
      awaited.current = columnId;
      onSearch("");
      setActiveId(columnId);
      list.current?.focus({ preventScroll: true });
    },
  }));
  // A column that was asked for is there once the search that hid it is gone.
  useEffect(() => {
    const index = columns.findIndex(({ id }) => id === awaited.current);
    if (index === -1) return;
    awaited.current = null;
    reveal(index);
  });
  const onKey = (event: KeyboardEvent<HTMLElement>) => {
    const isTyping = event.target === box.current;
    const moves: Record<string, number> = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: active + pageOfRows,
      PageUp: active - pageOfRows,
      ...(isTyping ? {} : { Home: 0, End: columns.length - 1 }),
    };
    const column = columns[active];
    const move = moves[event.key];
    if (move !== undefined && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      // The first press shows where one is.
      go(found === -1 && event.key === "ArrowDown" ? active : move);
    } else if (event.key === "Enter" && column) {
      event.preventDefault();
      setActiveId(column.id);
      onChoose(column.id, "keyboard");
    } else if (event.key === "Escape") {
      if (search !== "") onSearch("");
      else onCancel();
    } else if (event.key === "Delete" && !isTyping && column) {
      event.preventDefault();
      onRemove(column.id);
    } else if (!isTyping && event.key.length === 1 && event.key !== "?" && !event.ctrlKey && !event.metaKey) {
      // The letter itself goes into the box, since that has the cursor when it is typed.
      box.current?.focus();
    }
  };
  const optionId = (columnId: string) => `${side}-${columnId}`;
  const current = columns[active];
  const listId = `${side}-columns`;
  const activeDescendant = current && optionId(current.id);
  return (
    <section
      aria-label={title}
      className="group/pane @container/pane flex min-w-0 flex-col rounded-lg border border-line bg-surface shadow-sm"
    >
      <header className="flex items-center gap-2 border-line border-b px-3 py-2">
        <div className="relative min-w-0 flex-1">
          <Search
            aria-hidden
            className="pointer-events-none absolute top-2 left-2.5 size-4 text-ink-faint"
            strokeWidth={1.75}
          />
          <input
            ref={box}
            type="search"
            role="combobox"
            aria-expanded
            aria-autocomplete="list"
            aria-label={`Find in ${title}`}
            placeholder={title}
            value={search}
            onChange={(event) => {
              onSearch(event.target.value);
              setActiveId(null);
              reveal(0);
            }}
            className="control h-8 w-full pr-2 pl-8 [&::-webkit-search-cancel-button]:hidden"
            aria-controls={listId}
            aria-activedescendant={activeDescendant}
            onKeyDown={onKey}
          />
        </div>
        <span className="figures shrink-0 text-ink-faint text-xs">{columns.length}</span>
      </header>
      <div
        ref={list}
        id={listId}
        role="listbox"
        aria-label={title}
        aria-readonly={isReadOnly || undefined}
        tabIndex={0}
        onScroll={seen.onScroll}
        onClick={(event) => {
          const columnId = (event.target as HTMLElement).closest<HTMLElement>("[data-column]")?.dataset.column;
          if (columnId === undefined) return;
          setActiveId(columnId);
          onChoose(columnId, "pointer");
        }}
        aria-activedescendant={activeDescendant}
        onKeyDown={onKey}
        style={{ height }}
        className={cx(
          "relative overflow-y-auto overscroll-contain rounded-b-lg -outline-offset-2",
          pickedId && "bg-sunken/40",
        )}
      >
        <div style={{ height: columns.length * columnHeight }}>
          {columns.slice(seen.first, seen.end).map((column, offset) => (
            <ColumnOption
              key={column.id}
              id={optionId(column.id)}
              column={column}
              side={side}
              index={seen.first + offset}
              count={columns.length}
              isActive={seen.first + offset === active && found !== -1}
              isPicked={column.id === pickedId}
              isSelected={column.id === selectedId}
              isMapped={mappedIds.has(column.id)}
              problem={problems.get(column.id) ?? null}
            />
          ))}
        </div>
        {columns.length === 0 && (
          <p className="absolute inset-x-0 top-0 px-3 py-6 text-center text-ink-muted">{empty}</p>
        )}
      </div>
    </section>
  );
}
