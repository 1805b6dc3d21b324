import { ArrowRight } from "lucide-react";
import type { Column } from "@/components/data-table/columns";
import { leaveCauseLabels, operationKindLabels, operationStateLabels } from "@/lib/features/runs/labels";
import type { FieldChange, OperationRow } from "@/lib/features/runs/types";
import { OperationStateBadge } from "./operation-state";

/** Columns of a run's operations. */
export const operationColumns: readonly Column<OperationRow>[] = [
  {
    id: "identity",
    header: "Row",
    mono: true,
    cell: (operation) => operation.identity,
    copy: (operation) => operation.identity,
  },
  {
    id: "kind",
    header: "What",
    cell: (operation) =>
      operation.cause === null
        ? operationKindLabels[operation.kind]
        : `${operationKindLabels[operation.kind]}: ${leaveCauseLabels[operation.cause] ?? operation.cause}`,
    width: "9rem",
  },
  {
    id: "state",
    header: "State",
    cell: (operation) => <OperationStateBadge state={operation.state} />,
    width: "8rem",
  },
  { id: "item", header: "Item", align: "right", cell: (operation) => operation.itemId ?? "–", width: "5rem" },
  {
    id: "changes",
    header: "Before and after",
    cell: (operation) => operation.errorMessage ?? <Changes changes={operation.changes} />,
  },
  { id: "attempts", header: "Sent", align: "right", cell: (operation) => operation.attempts, width: "5rem" },
];

const mostShown = 4;

/** Fields with what they held and what they become. */
export function Changes({ changes }: { changes: readonly FieldChange[] }) {
  return (
    <span className="flex flex-wrap items-center gap-x-4 gap-y-0.5 text-sm">
      {changes.slice(0, mostShown).map((change) => (
        <span key={change.column} className="inline-flex items-center gap-1">
          <span className="text-ink-muted">{change.column}</span>
          {change.before !== null && (
            <>
              <span className="max-w-40 truncate font-mono text-ink-muted line-through">{change.before}</span>
              <ArrowRight aria-label="becomes" className="size-3 text-ink-faint" />
            </>
          )}
          {change.after === null ? (
            <span className="text-ink-faint">empty</span>
          ) : (
            <span className="max-w-40 truncate font-mono">{change.after}</span>
          )}
        </span>
      ))}
      {changes.length > mostShown && <span className="text-ink-muted">and {changes.length - mostShown} more</span>}
    </span>
  );
}

export const operationStateFilter = {
  name: "state",
  label: "State",
  options: Object.entries(operationStateLabels).map(([value, label]) => ({ value, label })),
};

export const operationKindFilter = {
  name: "kind",
  label: "What",
  options: Object.entries(operationKindLabels).map(([value, label]) => ({ value, label })),
};
