"use client";

import { KeyRound, Pencil, Trash2, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { cx } from "@/components/ui/class-names";
import { DirectionIcon } from "@/components/ui/direction-icon";
import { nullPolicyLabels } from "@/lib/features/expressions/labels";
import { FitBadge } from "./fit-badge";
import { type RowView, sourceName, targetName } from "./row-view";

export const gridRowHeight = 40;
/** On a tablet what happens to empty values is told by the details only. */
export const onlyWhereRoomy = "hidden lg:table-cell";

const directions = { BIDIRECTIONAL: "both", PUSH_ONLY: "push", PULL_ONLY: "pull" } as const;

interface GridRowProps {
  view: RowView;
  index: number;
  /** Only the active row's controls take part in the tab order. */
  isActive: boolean;
  isSelected: boolean;
  mayEdit: boolean;
  onFocus: () => void;
  onOpen: () => void;
  onRemove: () => void;
}

export function GridRow({ view, index, isActive, isSelected, mayEdit, onFocus, onOpen, onRemove }: GridRowProps) {
  const { row, source, target, fit, problems } = view;
  const names = `${sourceName(view)} to ${targetName(view)}`;
  const tabIndex = isActive ? 0 : -1;
  return (
    <tr
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      onFocus={onFocus}
      style={{ height: gridRowHeight }}
      className={cx("group/row", isSelected ? "bg-accent-soft" : "hover:bg-hover")}
    >
      <Cell>
        <button
          type="button"
          data-control=""
          tabIndex={tabIndex}
          onClick={onOpen}
          aria-label={`Open the mapping of ${names}`}
          className="flex max-w-full items-center gap-1.5 rounded-sm text-left hover:text-accent-strong"
        >
          <span className={cx("truncate font-mono text-sm", row.sourceColumnId === null && "font-sans text-ink-muted")}>
            {sourceName(view)}
          </span>
          {source?.isKey && (
            <Badge icon={<KeyRound aria-hidden />} tone="accent">
              Key
            </Badge>
          )}
        </button>
      </Cell>
      <Cell>
        <DirectionIcon direction={directions[row.direction]} />
      </Cell>
      <Cell>
        <span className="flex min-w-0 items-baseline gap-2">
          <span className="truncate font-mono text-sm" title={targetName(view)}>
            {targetName(view)}
          </span>
          {target && target.displayName !== target.name && (
            <span className="truncate text-ink-muted text-sm">{target.displayName}</span>
          )}
        </span>
      </Cell>
      <Cell>
        {row.transform !== null && (
          <code className="block truncate text-ink-muted text-sm" title={row.transform}>
            {row.transform}
          </code>
        )}
      </Cell>
      <Cell className={onlyWhereRoomy}>
        <span className="block truncate text-ink-muted text-sm" title={nullPolicyLabels[row.nullPolicy]}>
          {row.nullPolicy === "DEFAULT" ? <code>{row.defaultValue}</code> : shortNullPolicy[row.nullPolicy]}
        </span>
      </Cell>
      <Cell>
        {fit ? (
          <FitBadge fit={fit} tabIndex={tabIndex} />
        ) : (
          <span className="text-ink-muted text-sm">being checked</span>
        )}
      </Cell>
      <Cell>
        {problems.length > 0 && (
          <span
            className={cx(
              "flex items-center gap-1.5 text-sm",
              problems.some(({ severity }) => severity === "error") ? "text-failed" : "text-attention",
            )}
            title={problems.map(({ message }) => message).join("\n")}
          >
            <TriangleAlert aria-hidden className="size-3.5 shrink-0" strokeWidth={2} />
            <span className="truncate">{problems.map(({ message }) => message).join(" ")}</span>
          </span>
        )}
      </Cell>
      <Cell className="print:hidden">
        <span className="flex justify-end">
          <RowButton
            label={`${mayEdit ? "Edit" : "Show"} the mapping of ${names}`}
            tabIndex={tabIndex}
            onClick={onOpen}
          >
            <Pencil aria-hidden />
          </RowButton>
          {mayEdit && (
            <RowButton label={`Remove the mapping of ${names}`} tabIndex={tabIndex} onClick={onRemove}>
              <Trash2 aria-hidden />
            </RowButton>
          )}
        </span>
      </Cell>
    </tr>
  );
}

const shortNullPolicy = { CLEAR: "emptied", KEEP: "kept", DEFAULT: "" } as const;

function Cell({ className, children }: { className?: string; children: ReactNode }) {
  return <td className={cx("border-line-faint border-b px-3", className)}>{children}</td>;
}

function RowButton(props: { label: string; tabIndex: number; onClick: () => void; children: ReactNode }) {
  return (
    <Button
      variant="quiet"
      size="icon-sm"
      data-control=""
      tabIndex={props.tabIndex}
      aria-label={props.label}
      title={props.label}
      onClick={props.onClick}
    >
      {props.children}
    </Button>
  );
}
