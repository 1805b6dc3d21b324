import { fitOf } from "@/lib/engine/fit";
import type { EditorColumns, SourceColumnView, TargetColumnView } from "./columns";
import type { MappingRow } from "./document";
import type { RowFinding } from "./findings";
import { at, type MappingProblem, problem } from "./problem";

/** The columns of a row; null where they are none of the two sides'. */
export interface Ends {
  readonly source: SourceColumnView | null;
  readonly target: TargetColumnView | null;
  /** A row above has the same column. */
  readonly isSourceTaken: boolean;
  readonly isTargetTaken: boolean;
}

function problemsOfEnds(row: MappingRow, { source, target, isSourceTaken, isTargetTaken }: Ends): MappingProblem[] {
  const found: MappingProblem[] = [];
  if (row.sourceColumnId === null && row.transform === null) {
    const remedy = "Choose a column or write an expression.";
    found.push(
      problem("no-value", at(row, "sourceColumnId"), "The mapping has neither a column nor an expression.", remedy),
    );
  }
  if (row.sourceColumnId !== null && !source)
    found.push(
      problem(
        "source-unknown",
        at(row, "sourceColumnId"),
        "The table has no such column.",
        "Choose another column, or remove the mapping.",
      ),
    );
  if (source?.isVanished)
    found.push(
      problem(
        "source-vanished",
        at(row, "sourceColumnId"),
        `The column “${source.name}” is gone from the table.`,
        "Choose another column, or remove the mapping.",
      ),
    );
  if (source && isSourceTaken) {
    const remedy = source.written
      ? `Leave out the column of this one and write the expression ${source.written}.`
      : "Map it once.";
    found.push(problem("source-twice", at(row, "sourceColumnId"), `“${source.name}” is mapped above already.`, remedy));
  }
  if (!target)
    return [
      ...found,
      problem(
        "target-unknown",
        at(row, "targetColumnId"),
        "The list has no such column.",
        "Choose another list column, or remove the mapping.",
      ),
    ];
  const name = `“${target.displayName}”`;
  if (target.isVanished)
    found.push(
      problem(
        "target-vanished",
        at(row, "targetColumnId"),
        `The column ${name} is gone from the list.`,
        "Choose another list column, or remove the mapping.",
      ),
    );
  if (target.reservedFor)
    found.push(
      problem(
        "target-reserved",
        at(row, "targetColumnId"),
        target.reservedFor === "key"
          ? "The SyncBridgeKey column belongs to SyncBridge and cannot be mapped."
          : `The list column ${name} takes the mark of rows that left the table.`,
        "Choose another list column.",
      ),
    );
  if (isTargetTaken)
    found.push(
      problem(
        "target-twice",
        at(row, "targetColumnId"),
        `${name} is mapped above already.`,
        "A list column takes one value: remove one of the mappings.",
      ),
    );
  return found;
}

function problemsOfDirection(row: MappingRow, { source, target }: Ends, columns: EditorColumns): MappingProblem[] {
  if (!target || target.isVanished || target.reservedFor) return [];
  const name = `“${target.displayName}”`;
  const refuse = (message: string, remedy: string) => [
    problem("direction-impossible", at(row, "direction"), message, remedy),
  ];
  const isTwoWay = columns.mode === "TWO_WAY";
  if (target.isReadOnly && (row.direction !== "PULL_ONLY" || !isTwoWay)) {
    const remedy = isTwoWay
      ? "Let it be pulled only, or remove the mapping."
      : "Choose another list column, or remove the mapping.";
    return [
      problem(
        "target-read-only",
        at(row, isTwoWay ? "direction" : "targetColumnId"),
        `The list column ${name} cannot be written. ${target.readOnlyReason ?? ""}`.trim(),
        remedy,
      ),
    ];
  }
  if (!isTwoWay) {
    if (row.direction === "PULL_ONLY")
      return refuse(
        "Nothing is pulled: the sync runs from table to list only.",
        "Let the field be pushed, or make the sync two-way.",
      );
    return [];
  }
  if (row.direction === "PUSH_ONLY") return [];
  if (!source)
    return refuse(
      `What stands in ${name} has no column of the table to go to.`,
      "Choose a column, or let the field be pushed only.",
    );
  if (source.isGenerated)
    return refuse(
      `“${source.name}” is filled by the database: nothing can be written into it.`,
      "Let the field be pushed only.",
    );
  if (source.isKey)
    return refuse(
      `“${source.name}” belongs to the key: it tells which row an item is, and is not changed from the list.`,
      "Let the field be pushed only.",
    );
  if (target.name === "Modified" && source.id === columns.cursorColumnId)
    return refuse(
      `“${source.name}” is the cursor column: the time of a change in the list would make each row look changed.`,
      "Choose another column.",
    );
  if (row.direction === "BIDIRECTIONAL" && row.transform !== null && row.inverse === null)
    return [
      problem(
        "no-way-back",
        at(row, "inverse"),
        `The expression for ${name} has no way back: the field will flow from table to list only.`,
        "Write the way back, or let the field be pushed only.",
        "warning",
      ),
    ];
  return [];
}

function problemsOfTypes(row: MappingRow, { source, target }: Ends, finding: RowFinding | undefined): MappingProblem[] {
  if (!target || target.isReadOnly || target.isVanished || source?.isVanished) return [];
  const told = finding ?? (source && row.transform === null ? { ...fitOf(source, target), faults: [] } : null);
  if (!told) return [];
  const faults = told.faults.map(({ field, message, remedy }) => {
    const code = field === "defaultValue" ? "default" : field === "targetColumnId" ? "type-impossible" : "expression";
    return problem(code, at(row, field), message, remedy);
  });
  if (faults.length > 0) return faults;
  const [reason = "Nothing of this column has a form in the list column."] = told.reasons;
  if (told.level === "impossible")
    return [
      problem(
        "type-impossible",
        at(row, "targetColumnId"),
        reason,
        "Choose another list column, or write an expression.",
      ),
    ];
  if (told.level === "needs-transform")
    return [
      problem(
        "needs-transform",
        at(row, "transform"),
        reason,
        "Write an expression, or choose another list column.",
        "warning",
      ),
    ];
  return [];
}

/** The default belongs to its policy. */
function problemsOfDefault(row: MappingRow): MappingProblem[] {
  if (row.nullPolicy !== "DEFAULT" || (row.defaultValue ?? "").trim() !== "") return [];
  return [
    problem(
      "default",
      at(row, "defaultValue"),
      "No default is written.",
      "Write the default, or choose what else happens to empty values.",
    ),
  ];
}

/** What is wrong with one row. `finding` is what the server said of it. */
export function problemsOfRow(
  row: MappingRow,
  ends: Ends,
  columns: EditorColumns,
  finding: RowFinding | undefined,
): readonly MappingProblem[] {
  return [
    ...problemsOfEnds(row, ends),
    ...problemsOfDirection(row, ends, columns),
    ...problemsOfTypes(row, ends, finding),
    ...problemsOfDefault(row),
  ];
}
