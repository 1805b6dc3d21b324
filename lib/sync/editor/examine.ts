import { db, type Tx } from "@/lib/db/client";
import { compileExpression } from "@/lib/engine/expression/compile";
import { isReference } from "@/lib/engine/references";
import type { EditorColumns } from "@/lib/features/mapping/document/columns";
import type { MappingDocument } from "@/lib/features/mapping/document/document";
import type { DocumentFindings, RowFinding } from "@/lib/features/mapping/document/findings";
import { type MappingProblem, problemsOf } from "@/lib/features/mapping/document/problems";
import { checkInverse } from "../check-expression";
import { expressionColumns, filterProblem, mappingFaults, targetOf } from "../fields";
import { type StoredDefinition, uncheckedDefinition } from "../load-definition";
import { lookupLoops } from "../lookup-loops";
import { typeFitOf } from "../mapping-fit";
import { withDocument } from "../with-document";
import { editorColumns } from "./columns";
import { runUnitRows } from "./unit-rows";

type Mapping = StoredDefinition["fieldMappings"][number];

const fieldOf = { lookup: "targetColumnId", transform: "transform", default: "defaultValue" } as const;

function faultsOf(mapping: Mapping, stored: StoredDefinition): RowFinding["faults"] {
  const faults = mappingFaults(mapping, stored).flatMap(({ part, message }): RowFinding["faults"] =>
    // Columns that are gone or cannot be written are seen without the server.
    part === "source" || part === "target" ? [] : [{ field: fieldOf[part], message, remedy: null }],
  );
  if (mapping.transformRule === null || mapping.inverseRule === null) return faults;
  const inverse = checkInverse(mapping.inverseRule, targetOf(mapping));
  if (inverse.ok) return faults;
  const [{ message, remedy }] = inverse.problems;
  return [...faults, { field: "inverse", message: `The way back cannot be used: ${message}`, remedy }];
}

/** Whether the types of its two columns say all that is to be said of a mapping. */
function isPlain(mapping: Mapping, stored: StoredDefinition, loop: string | undefined): boolean {
  const { transformRule, nullPolicy } = mapping;
  return (
    transformRule === null &&
    nullPolicy !== "DEFAULT" &&
    loop === undefined &&
    !isReference(targetOf(mapping)) &&
    mappingFaults(mapping, stored).length === 0
  );
}

function findingOf(mapping: Mapping, stored: StoredDefinition, loop: string | undefined): RowFinding {
  const { level, reasons } = typeFitOf(mapping, stored, loop);
  const compiled =
    mapping.transformRule === null
      ? null
      : compileExpression(mapping.transformRule, expressionColumns(stored), {
          expects: "value",
          own: mapping.sourceColumn?.columnName ?? null,
        });
  return {
    ...{ rowId: mapping.id, level, reasons, faults: faultsOf(mapping, stored) },
    result: compiled?.ok ? compiled.resultWord : null,
    columnsUsed: compiled?.ok ? compiled.columnsUsed : [],
  };
}

export interface Examined {
  readonly columns: EditorColumns;
  readonly findings: DocumentFindings;
  readonly problems: readonly MappingProblem[];
}

/** What is to be said of a document as a run would use it: expressions, defaults, lookups, fits by type, its examples. Reads no row. */
export async function findingsOf(
  stored: StoredDefinition,
  document: MappingDocument,
  client: Tx = db(),
): Promise<DocumentFindings> {
  const wanted = await withDocument(stored, document, client);
  const loops = await lookupLoops(wanted);
  const definition = uncheckedDefinition(wanted, "", { id: stored.id, startedAt: new Date() });
  return {
    rows: wanted.fieldMappings.flatMap((mapping) => {
      const loop = loops.get(mapping.id);
      return isPlain(mapping, wanted, loop) ? [] : findingOf(mapping, wanted, loop);
    }),
    rowFilter: filterProblem(wanted),
    unitRows: runUnitRows(document.unitRows, wanted, definition),
  };
}

/** Judges a document: what is to be said of it, and what of that is a problem. Reads no row. */
export async function examineMapping(
  stored: StoredDefinition,
  document: MappingDocument,
  client: Tx = db(),
): Promise<Examined> {
  const findings = await findingsOf(stored, document, client);
  const columns = await editorColumns(client, stored, [document]);
  return { columns, findings, problems: problemsOf(document, columns, findings) };
}
