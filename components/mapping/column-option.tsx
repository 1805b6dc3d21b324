"use client";

import { KeyRound } from "lucide-react";
import { memo } from "react";
import { cx } from "@/components/ui/class-names";
import type { Side } from "./editor-state";
import type { EndColumn } from "./end-columns";

export const columnHeight = 36;

interface ColumnOptionProps {
  id: string;
  column: EndColumn;
  side: Side;
  index: number;
  count: number;
  isActive: boolean;
  isPicked: boolean;
  isSelected: boolean;
  isMapped: boolean;
  /** What is wrong with it or its mapping, in words. */
  problem: string | null;
}

/** One column of a side. Its dot and line are drawn beside it; here the same is said in words. */
export const ColumnOption = memo(function ColumnOption(props: ColumnOptionProps) {
  const { id, column, side, index, count, isActive, isPicked, isSelected, isMapped, problem } = props;
  return (
    // The listbox that it stands in has the keys.
    // biome-ignore lint/a11y/useFocusableInteractive: options are reached by aria-activedescendant.
    <div
      id={id}
      role="option"
      aria-selected={isPicked}
      aria-setsize={count}
      aria-posinset={index + 1}
      data-side={side}
      data-column={column.id}
      style={{ height: columnHeight, transform: `translateY(${index * columnHeight}px)` }}
      className={cx(
        "absolute inset-x-0 top-0 flex cursor-pointer select-none items-center gap-2 border-line-faint border-b px-3 hover:bg-hover",
        isSelected && "bg-accent-soft hover:bg-accent-soft",
        isActive && "outline-2 outline-accent -outline-offset-2 group-[:not(:focus-within)]/pane:outline-none",
        isPicked && "bg-accent-soft",
      )}
    >
      <span className="flex min-w-0 grow items-center gap-1.5">
        <span
          title={column.name}
          className={cx(
            "min-w-0 truncate font-mono text-sm",
            column.isGone && "line-through",
            column.isReadOnly && "text-ink-muted italic",
          )}
        >
          {column.name}
        </span>
        {column.isKey && <KeyRound aria-label="Key" className="size-3.5 shrink-0 text-accent" strokeWidth={1.75} />}
        {column.title && (
          <span className="hidden w-0 grow truncate text-ink-muted text-sm xl:inline" title={column.title}>
            {column.title}
          </span>
        )}
      </span>
      <span className="flex min-w-0 shrink-[4] items-center gap-1.5 text-ink-faint text-xs">
        <span className="hidden min-w-0 truncate font-mono @2xs/pane:inline" title={column.type}>
          {column.type}
        </span>
        {column.marks.map((mark) => (
          <span
            key={mark}
            className={cx("hidden whitespace-nowrap @2xs/pane:inline", problem && mark === "required" && "text-failed")}
          >
            {mark}
          </span>
        ))}
        {problem && (
          <span className="font-semibold text-failed" title={problem} aria-hidden>
            !
          </span>
        )}
      </span>
      <span className="sr-only">
        {isMapped ? ", mapped" : ", free"}
        {problem && `, ${problem}`}
      </span>
    </div>
  );
});
