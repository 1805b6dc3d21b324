import { toTargetColumn } from "@/lib/connectors/sharepoint/columns";
import type { ColumnDraft, GraphColumn } from "@/lib/graph/columns";
import type { PlannedColumn } from "./plan-list";

/** How a planned column stands to a list that is there already. */
export interface ColumnMatch {
  readonly sourceColumn: string;
  readonly draft: ColumnDraft;
  /** The list's column that stands for it; null where one is missing. */
  readonly existing: GraphColumn | null;
  /** Why the list can neither use its column nor take a new one; null where it can. */
  readonly clash: string | null;
  /** What the list's own column holds less of than the planned one would. */
  readonly limits: readonly string[];
}

/** The same type, whatever its length and choices are. */
function sameType(draft: ColumnDraft, column: GraphColumn): boolean {
  const wanted = toTargetColumn({ ...draft, id: "", choice: draft.choice && { ...draft.choice, choices: [] } });
  const present = toTargetColumn(column);
  return wanted.type === present.type && wanted.lookupListId === present.lookupListId;
}

function limitsOf(draft: ColumnDraft, column: GraphColumn): readonly string[] {
  const present = toTargetColumn(column);
  const limits: string[] = [];
  const wantedLength = draft.text?.maxLength;
  if (wantedLength !== undefined && present.maxLength !== null && present.maxLength < wantedLength) {
    limits.push(`It holds ${present.maxLength} characters of ${wantedLength}.`);
  }
  const missing = (draft.choice?.choices ?? []).filter((choice) => !present.choices.includes(choice));
  if (missing.length > 0 && !present.allowsOtherChoices) {
    limits.push(`It lacks the choices ${missing.map((choice) => `“${choice}”`).join(", ")}.`);
  }
  if (draft.enforceUniqueValues && !column.enforceUniqueValues) limits.push("It is not unique.");
  else if (draft.indexed && !column.indexed) limits.push("It is not indexed.");
  return limits;
}

/** Compares a plan with a list's columns: by internal name, then by the name that people see. Each column of the list stands for one at most. */
export function matchColumns(
  columns: readonly Pick<PlannedColumn, "sourceColumn" | "draft">[],
  present: readonly GraphColumn[],
): readonly ColumnMatch[] {
  const taken = new Set<string>();
  const free = (is: (column: GraphColumn) => boolean) => present.find((column) => !taken.has(column.id) && is(column));
  const found = new Map<string, GraphColumn>();
  const planned = columns.flatMap(({ sourceColumn, draft }) => (draft ? [{ sourceColumn, draft }] : []));
  const keep = (sourceColumn: string, column: GraphColumn | undefined) => {
    if (!column || found.has(sourceColumn)) return;
    found.set(sourceColumn, column);
    taken.add(column.id);
  };
  for (const { sourceColumn, draft } of planned) {
    keep(
      sourceColumn,
      free(({ name }) => name.toLowerCase() === draft.name.toLowerCase()),
    );
  }
  for (const { sourceColumn, draft } of planned) {
    if (found.has(sourceColumn)) continue;
    const title = draft.displayName?.toLowerCase();
    keep(
      sourceColumn,
      free((column) => !column.hidden && column.displayName?.toLowerCase() === title),
    );
  }
  return planned.map(({ sourceColumn, draft }) => {
    const column = found.get(sourceColumn);
    if (!column) return { sourceColumn, draft, existing: null, clash: null, limits: [] };
    if (sameType(draft, column)) {
      return { sourceColumn, draft, existing: column, clash: null, limits: limitsOf(draft, column) };
    }
    const clash = `The list has a column “${column.name}” of another type.`;
    return { sourceColumn, draft, existing: null, clash, limits: [] };
  });
}
