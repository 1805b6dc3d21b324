import type { EditorColumns } from "./columns";
import type { MappingDocument } from "./document";
import type { DocumentFindings } from "./findings";
import { at, type MappingProblem, nowhere, problem } from "./problem";
import { type Ends, problemsOfRow } from "./row-problems";

export type { MappingProblem, ProblemCode } from "./problem";

/** Graph contract 6.3: lookup columns of one reading; beyond them values are absent, which would look like empty ones. */
export const mostReferences = 12;
const references: ReadonlySet<string> = new Set(["lookup", "multi-lookup", "person", "multi-person"]);

function problemsOfColumns({ rows }: MappingDocument, columns: EditorColumns): MappingProblem[] {
  const found: MappingProblem[] = [];
  const mapped = new Set(rows.map(({ targetColumnId }) => targetColumnId));
  for (const target of columns.targets) {
    if (!target.isRequired || target.hasDefault || mapped.has(target.id)) continue;
    if (target.isReadOnly || target.isHidden || target.isVanished || target.reservedFor) continue;
    const place = { ...nowhere, targetColumnId: target.id };
    found.push(
      problem(
        "required-unmapped",
        place,
        `The list asks for a value in “${target.displayName}”, and nothing is mapped to it.`,
        "Map a column or a constant to it. Or make it optional in the list, or give it a default there, and discover the list anew.",
      ),
    );
  }
  const sources = new Set(rows.map(({ sourceColumnId }) => sourceColumnId));
  for (const source of columns.needsKeyMapped ? columns.sources : []) {
    if (!source.isKey || sources.has(source.id)) continue;
    const place = { ...nowhere, sourceColumnId: source.id };
    found.push(
      problem(
        "key-unmapped",
        place,
        `The key column “${source.name}” is not mapped: items that are in the list already cannot be recognised by it.`,
        "Map it, or create all items anew.",
        "warning",
      ),
    );
  }
  const referred = new Set(columns.targets.filter(({ type }) => references.has(type)).map(({ id }) => id));
  const referring = rows.filter(({ targetColumnId }) => referred.has(targetColumnId));
  const [past] = referring.slice(mostReferences);
  if (past)
    found.push(
      problem(
        "too-many-references",
        at(past, "targetColumnId"),
        `${referring.length} lookup and person columns are mapped; a list is read with at most ${mostReferences}, the rest vanish without a word.`,
        "Remove some of them.",
      ),
    );
  return found;
}

function problemsOfUnitRows(
  { unitRows, rows }: MappingDocument,
  columns: EditorColumns,
  findings: DocumentFindings | null,
): MappingProblem[] {
  return unitRows.flatMap((unitRow) => {
    const place = { ...nowhere, unitRowId: unitRow.id };
    const unmapped = Object.keys(unitRow.expected).find((id) => !rows.some((row) => row.targetColumnId === id));
    const unknown = Object.keys(unitRow.values).find((id) => !columns.sources.some((source) => source.id === id));
    if (unmapped || unknown) {
      const message = unmapped
        ? `The example “${unitRow.name}” expects a value in a list column that nothing is mapped to.`
        : `The example “${unitRow.name}” gives a value to a column that the table does not have.`;
      return [problem("unit-row-column", place, message, "Correct the example, or remove it.")];
    }
    const result = findings?.unitRows.find(({ unitRowId }) => unitRowId === unitRow.id);
    const [failed] = result?.fields.filter(({ isPassed }) => !isPassed) ?? [];
    if (!failed) return [];
    const name = columns.targets.find(({ id }) => id === failed.targetColumnId)?.displayName ?? "a list column";
    const say = (value: string | null) => (value === null ? "no value" : `“${value}”`);
    const message = failed.error
      ? `The example “${unitRow.name}” failed at “${name}”: ${failed.error}`
      : `The example “${unitRow.name}” expects ${say(failed.expected)} in “${name}”; the mapping makes ${say(failed.got)}.`;
    return [
      problem(
        "unit-row-failed",
        { ...place, targetColumnId: failed.targetColumnId },
        message,
        "Correct the mapping or the example.",
      ),
    ];
  });
}

/**
 * Everything that is wrong with a document, in the order of its rows. `findings` are what the server said of this very document, or of an earlier
 * one; of rows that it has not seen types alone are judged.
 */
export function problemsOf(
  document: MappingDocument,
  columns: EditorColumns,
  findings: DocumentFindings | null,
): readonly MappingProblem[] {
  const { rows } = document;
  const found: MappingProblem[] = [];
  if (rows.length === 0)
    found.push(problem("nothing-mapped", nowhere, "No column is mapped.", "Map at least one column."));
  const sources = new Map(columns.sources.map((source) => [source.id, source]));
  const targets = new Map(columns.targets.map((target) => [target.id, target]));
  const findingOf = new Map(findings?.rows.map((finding) => [finding.rowId, finding]));
  const taken = new Set<string>();
  for (const row of rows) {
    const { id, sourceColumnId, targetColumnId } = row;
    const ends: Ends = {
      source: (sourceColumnId !== null && sources.get(sourceColumnId)) || null,
      target: targets.get(targetColumnId) ?? null,
      isSourceTaken: sourceColumnId !== null && taken.has(sourceColumnId),
      isTargetTaken: taken.has(targetColumnId),
    };
    found.push(...problemsOfRow(row, ends, columns, findingOf.get(id)));
    if (sourceColumnId !== null) taken.add(sourceColumnId);
    taken.add(targetColumnId);
  }
  found.push(...problemsOfColumns(document, columns));
  if (findings?.rowFilter)
    found.push(
      problem("row-filter", { ...nowhere, field: "rowFilter" }, `The row filter cannot be used: ${findings.rowFilter}`),
    );
  return [...found, ...problemsOfUnitRows(document, columns, findings)];
}

/** Whether a document with these problems may be published. */
export function isPublishable(problems: readonly MappingProblem[]): boolean {
  return problems.every(({ severity }) => severity !== "error");
}
