import { compileField } from "@/lib/engine/mapping";
import { isReference } from "@/lib/engine/references";
import type { CanonicalValue, Definition, FieldMapping } from "@/lib/engine/types";
import { SyncError } from "@/lib/errors/app-error";
import type { UnitRow } from "@/lib/features/mapping/document/document";
import type { UnitRowResult } from "@/lib/features/mapping/document/findings";
import type { StoredDefinition } from "../load-definition";

type FieldResult = UnitRowResult["fields"][number];

/** The text form in which an example states a value. */
function textOf(value: CanonicalValue): string | null {
  if (value === null) return null;
  return Array.isArray(value) ? JSON.stringify(value) : String(value);
}

function elementsOf(text: string): readonly unknown[] {
  if (!text.trimStart().startsWith("[")) return [text];
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) ? parsed : [text];
  } catch (error) {
    if (error instanceof SyntaxError) return [text];
    throw error;
  }
}

/** The form that a person's text is compared in: numbers by value, sets whatever their order; a text without characters is no value. */
function expectedText(text: string | null, { target }: FieldMapping): string | null {
  if (text === null || text === "") return null;
  if (target.type === "number" && text.trim() !== "" && Number.isFinite(Number(text))) return String(Number(text));
  if (target.type === "multi-choice") return JSON.stringify(elementsOf(text).map(String).toSorted());
  return text;
}

function fieldResult(
  mapping: FieldMapping,
  targetColumnId: string,
  wanted: string | null,
  definition: Definition,
  row: readonly (string | null)[],
): FieldResult {
  const expected = expectedText(wanted, mapping);
  const failed = (error: string) => ({ targetColumnId, isPassed: false, expected, got: null, error });
  if (isReference(mapping.target)) return failed("Which item or person a value stands for is known to a run only.");
  try {
    const made = compileField(mapping, definition.columns, definition, null).read(row);
    if (!made.ok) return failed(made.message);
    const got = textOf(made.value);
    return { targetColumnId, isPassed: got === expected, expected, got, error: null };
  } catch (error) {
    // A rule that does not fit the table is told at its row too.
    if (error instanceof SyncError) return failed(error.message);
    throw error;
  }
}

/** Runs examples through a mapping. Columns that an example expects something in and that nothing is mapped to are left out: they are a problem of their own. */
export function runUnitRows(
  unitRows: readonly UnitRow[],
  stored: StoredDefinition,
  definition: Definition,
): readonly UnitRowResult[] {
  return unitRows.map((unitRow) => {
    const ids = new Map(stored.sourceTable.columns.map(({ id, columnName }) => [columnName, id]));
    const row = definition.columns.map(({ name }) => unitRow.values[ids.get(name) ?? ""] ?? null);
    const fields = Object.entries(unitRow.expected).flatMap(([targetColumnId, wanted]) => {
      const id = stored.fieldMappings.find((mapping) => mapping.targetColumnId === targetColumnId)?.id;
      const mapping = definition.mappings.find((each) => each.id === id);
      return mapping ? [fieldResult(mapping, targetColumnId, wanted, definition, row)] : [];
    });
    return { unitRowId: unitRow.id, isPassed: fields.every(({ isPassed }) => isPassed), fields };
  });
}
