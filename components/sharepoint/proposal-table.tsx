import { ArrowRight, Pencil } from "lucide-react";
import type { Column } from "@/components/data-table/columns";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Code } from "@/components/ui/code";
import { type State, StateBadge } from "@/components/ui/state-badge";
import { fitLabels } from "@/lib/features/sharepoint/labels";
import type { ProposedColumn } from "@/lib/features/sharepoint/types";

const fitStates: Record<ProposedColumn["fit"], State> = {
  exact: "in-sync",
  limited: "attention",
  impossible: "paused",
};

interface Choice {
  readonly titleFrom: string | null;
  readonly isTaken: (column: ProposedColumn) => boolean;
  readonly toggle: (column: ProposedColumn) => void;
  readonly isEdited: (column: ProposedColumn) => boolean;
  readonly edit: (column: ProposedColumn) => void;
}

/** Columns of the preview of a new list: source left, list right, how well the values fit, and why. */
export function proposalColumns({
  titleFrom,
  isTaken,
  toggle,
  isEdited,
  edit,
}: Choice): readonly Column<ProposedColumn>[] {
  return [
    {
      id: "source",
      header: "Table column",
      width: "13rem",
      cell: (row) => (
        <span className="inline-flex items-center gap-2.5">
          <Checkbox
            id={`take-${row.sourceColumn}`}
            checked={isTaken(row)}
            disabled={row.fit === "impossible"}
            onChange={() => toggle(row)}
          />
          <label htmlFor={`take-${row.sourceColumn}`}>
            <Code>{row.sourceColumn}</Code>
          </label>
        </span>
      ),
    },
    {
      id: "target",
      header: "List column",
      cell: (row) =>
        row.columnName === null ? (
          <span className="pl-6 text-ink-faint">None</span>
        ) : (
          <span className="inline-flex items-center gap-2">
            <ArrowRight aria-label="becomes" className="size-4 shrink-0 text-accent" strokeWidth={1.75} />
            <span className="flex flex-col py-1">
              <span className="text-ink">{row.displayName}</span>
              <span className="font-mono text-ink-muted text-xs">{row.columnName}</span>
            </span>
          </span>
        ),
    },
    {
      id: "type",
      header: "Holds",
      cell: (row) => (
        <span className="flex min-w-36 flex-col items-start gap-0.5 whitespace-normal py-1">
          {row.typeLabel}
          {row.choices !== null && (
            <span className="max-w-56 truncate whitespace-nowrap text-ink-muted text-sm" title={row.choices.join(", ")}>
              {row.choices.join(", ")}
            </span>
          )}
          {(row.isRequired || row.isUnique || row.isIndexed) && (
            <span className="inline-flex gap-1">
              {row.isRequired && <Badge tone="attention">Required</Badge>}
              {row.isUnique && <Badge tone="accent">Unique</Badge>}
              {row.isIndexed && <Badge>Indexed</Badge>}
            </span>
          )}
        </span>
      ),
    },
    {
      id: "fit",
      header: "Fit",
      cell: (row) => (
        <span className="flex flex-col py-1">
          <StateBadge state={fitStates[row.fit]} label={fitLabels[row.fit]} look="plain" />
          {row.reasons.length > 0 && (
            <span className="min-w-44 whitespace-normal text-pretty pl-5 text-ink-muted text-sm">
              {row.reasons.join(" ")}
            </span>
          )}
        </span>
      ),
    },
    {
      id: "edit",
      header: "Change",
      width: "6rem",
      cell: (row) =>
        row.fit === "impossible" || row.sourceColumn === titleFrom ? null : (
          <span className="inline-flex items-center gap-1">
            <Button
              variant="quiet"
              size="icon-sm"
              aria-label={`Change ${row.sourceColumn}`}
              icon={<Pencil aria-hidden />}
              onClick={() => edit(row)}
            />
            {isEdited(row) && <Badge tone="outline">Changed</Badge>}
          </span>
        ),
    },
  ];
}
