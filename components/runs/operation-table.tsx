import type { Column, TableFilter } from "@/components/data-table/columns";
import {
  leaveCauseLabels,
  operationKindLabels,
  operationReason,
  operationStateLabels,
} from "@/lib/features/runs/labels";
import type { OperationRow } from "@/lib/features/runs/types";
import { Changes } from "./changed-fields";
import { operationOutcomeLabel } from "./operation-outcome";
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
    cell: (operation) => (
      <span className="flex min-w-36 flex-col whitespace-normal py-1">
        {operationKindLabels[operation.kind]}
        <span className="text-ink-muted text-sm empty:hidden">{operationReason(operation)}</span>
      </span>
    ),
    width: "9rem",
  },
  { id: "state", header: "State", cell: (operation) => <StateCell operation={operation} />, width: "11rem" },
  {
    id: "item",
    header: "Item",
    align: "right",
    cell: (operation) => operation.itemId ?? "–",
    width: "6rem",
  },
  {
    id: "changes",
    header: "Before and after",
    fills: true,
    cell: ({ errorMessage, changes, unchanged }) => (
      <span className="flex flex-col whitespace-normal py-1">
        {errorMessage !== null && <span className="break-words text-ink">{errorMessage}</span>}
        <Changes changes={changes} unchanged={unchanged} />
      </span>
    ),
  },
  { id: "attempts", header: "Sent", align: "right", cell: (operation) => operation.attempts, width: "5rem" },
];

/** Ends that say no more than the kind of operation does. */
const plainEnds: readonly (string | null)[] = [null, "created", "updated", "deleted", "marked", "recorded"];

function StateCell({ operation: { state, outcomeCode } }: { operation: OperationRow }) {
  return (
    <span className="flex flex-col whitespace-normal py-1">
      <OperationStateBadge state={state} />
      {outcomeCode !== null && !plainEnds.includes(outcomeCode) && (
        <span className="text-ink-muted text-sm">{operationOutcomeLabel(outcomeCode)}</span>
      )}
    </span>
  );
}

const optionsOf = (labels: Readonly<Record<string, string>>) =>
  Object.entries(labels).map(([value, label]) => ({ value, label }));

/** What a run's operations can be narrowed by; `outcomes` are those that some of them have, `hasCauses` tells whether rows left. */
export const operationFilters = (outcomes: readonly string[], hasCauses: boolean): readonly TableFilter[] => [
  { name: "kind", label: "What", options: optionsOf(operationKindLabels) },
  { name: "state", label: "State", options: optionsOf(operationStateLabels) },
  ...(hasCauses ? [{ name: "cause", label: "Why", options: optionsOf(leaveCauseLabels) }] : []),
  {
    name: "outcome",
    label: "Outcome",
    options: outcomes.map((value) => ({ value, label: operationOutcomeLabel(value) })),
  },
];
