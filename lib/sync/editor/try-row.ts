import { toWire } from "@/lib/connectors/sharepoint/convert";
import { keyColumnName } from "@/lib/connectors/sharepoint/key-column";
import { db } from "@/lib/db/client";
import { compileRowFilter } from "@/lib/engine/expression/row-filter";
import { identityOf, syncBridgeKey } from "@/lib/engine/identity";
import { compileField, pushedMappings } from "@/lib/engine/mapping";
import { compileReferences, isReference, type References } from "@/lib/engine/references";
import { columnsOfMapping } from "@/lib/engine/transform";
import type {
  CanonicalValue,
  Definition,
  FieldMapping,
  FieldValues,
  SourceColumn,
  SourceRow,
} from "@/lib/engine/types";
import { AppError, SyncError } from "@/lib/errors/app-error";
import type { TryRowInput } from "@/lib/features/mapping/schema";
import type { TriedField, TriedRow } from "@/lib/features/mapping/types";
import { askSource } from "../ask-source";
import { filterProblem, mappingProblems } from "../fields";
import { defaultNamespace, type StoredDefinition, uncheckedDefinition } from "../load-definition";
import { openGraph } from "../open-graph";
import { MetastoreReferences } from "../references";
import { withPatience } from "../row/asked";
import { keyColumnsOf, type NamedRow, nameRow } from "../row/row-identity";
import { readSourceRow } from "../row/source-row";

/** Rows of a sample that one can leaf through. */
export const sampledRows = 20;

/** Parts of the mapping that can be computed; what cannot is told at its field. */
function soundDefinition(stored: StoredDefinition): Definition {
  const namespace = stored.identityNamespace ?? defaultNamespace(stored);
  const whole = uncheckedDefinition(stored, namespace, { id: stored.id, startedAt: new Date() });
  const broken = new Set(
    stored.fieldMappings.flatMap((mapping) => (mappingProblems(mapping, stored).length > 0 ? mapping.id : [])),
  );
  return {
    ...whole,
    mappings: whole.mappings.filter(({ id }) => !broken.has(id)),
    rowFilter: filterProblem(stored) === null ? whole.rowFilter : null,
  };
}

/** The key of one of some rows from all over the table. Throws `not-found` where there are not so many. */
async function sampledKey(stored: StoredDefinition, index: number): Promise<NamedRow> {
  const { sourceTable } = stored;
  const keyColumns = keyColumnsOf(stored);
  if (keyColumns.length === 0) return { ok: false, message: "No key column is chosen." };
  const request = {
    table: { schema: sourceTable.schemaName, name: sourceTable.tableName },
    columns: keyColumns.map(({ name }) => name),
    limit: sampledRows,
    from: "spread",
    maxCellLength: 10_000,
  } as const;
  const { rows } = await askSource(
    sourceTable,
    ({ connection, signal }) => connection.sample(request, signal),
    stored.sources,
  );
  const values = rows[index];
  if (!values)
    throw new AppError("not-found", {
      message: rows.length === 0 ? "The table has no row." : `The sample has ${rows.length} rows only.`,
    });
  return { ok: true, identity: identityOf(keyColumns, values), values, number: null };
}

async function referencesOf(
  { targetList: { site } }: StoredDefinition,
  definition: Definition,
  columns: readonly SourceColumn[],
  row: SourceRow,
): Promise<References | null> {
  if (!definition.mappings.some(({ target }) => isReference(target))) return null;
  const port = new MetastoreReferences(site, openGraph(site.connection));
  const references = compileReferences(definition.mappings, columns, port);
  await withPatience(async (signal) => references?.resolve([row], signal));
  return references;
}

interface Looked {
  readonly definition: Definition;
  readonly columns: readonly SourceColumn[];
  readonly row: SourceRow;
  readonly references: References | null;
}

function cellsOf(mapping: FieldMapping, { columns, row, definition }: Looked): TriedField["cells"] {
  return [...new Set(columnsOfMapping(mapping, definition.columns))].map((column) => ({
    column,
    value: row[columns.findIndex(({ name }) => name === column)] ?? null,
  }));
}

/** One field; where it is broken, its first fault. */
function tried(
  mapping: StoredDefinition["fieldMappings"][number],
  stored: StoredDefinition,
  looked: Looked,
): TriedField {
  const field = { rowId: mapping.id, targetColumnId: mapping.targetColumnId, targetColumn: mapping.targetColumnName };
  const refused = (code: string, message: string, cells: TriedField["cells"] = []): TriedField => {
    return { ...field, cells, canonical: null, isKept: false, rejection: { code, message } };
  };
  const compiled = looked.definition.mappings.find(({ id }) => id === mapping.id);
  if (!compiled) return refused("mapping-broken", mappingProblems(mapping, stored)[0] ?? "The mapping cannot be used.");
  const cells = cellsOf(compiled, looked);
  try {
    const { read, keepsNull } = compileField(compiled, looked.columns, looked.definition, looked.references);
    const made = read(looked.row);
    if (!made.ok) return refused(made.code, made.message, cells);
    return { ...field, cells, canonical: made.value, isKept: keepsNull && made.value === null, rejection: null };
  } catch (error) {
    if (error instanceof SyncError) return refused(error.code, error.message, cells);
    throw error;
  }
}

/** The `fields` of a create, as Graph takes them. */
function jsonOf(stored: StoredDefinition, definition: Definition, fields: readonly TriedField[], key: string | null) {
  const values: Record<string, CanonicalValue> = {};
  for (const { rowId, canonical } of fields) values[rowId] = canonical;
  const wire = toWire(pushedMappings(definition.mappings), values as FieldValues, stored.targetList.site.timeZone);
  return key === null ? wire : { ...wire, [keyColumnName]: key };
}

/**
 * One real row through a mapping, field by field: its cells, the canonical value, what Graph would be sent, or why not. Writes nothing. `stored` carries
 * the mapping that is tried. Throws `not-found` where the table has no such row, otherwise as `askSource`.
 */
export async function tryRow(stored: StoredDefinition, which: TryRowInput["row"]): Promise<TriedRow> {
  const definition = soundDefinition(stored);
  const named = which.by === "key" ? nameRow(stored, which.key) : await sampledKey(stored, which.index);
  if (!named.ok) throw new AppError("input-invalid", { message: named.message, details: { field: "row" } });
  const { rows, columns, instanceLabel } = await readSourceRow(stored, definition, named);
  const [row] = rows;
  if (!row) throw new AppError("not-found", { message: `The table has no row ${named.identity.text}.` });
  const looked = { definition, columns, row, references: await referencesOf(stored, definition, columns, row) };
  const fields = stored.fieldMappings
    .filter(({ syncDirection }) => syncDirection !== "PULL_ONLY")
    .map((mapping) => tried(mapping, stored, looked));
  const filter = compileRowFilter(definition, columns);
  const verdict = filter === null || filter(row);
  const entry = await db().syncLedgerEntry.findUnique({
    where: {
      syncDefId_sourceIdentityHash: { syncDefId: stored.id, sourceIdentityHash: named.identity.hash },
    },
    select: { spItemId: true, state: true },
  });
  const isWhole = fields.every(({ rejection }) => rejection === null);
  const hasKey = stored.keyLevel === null || stored.keyLevel === "K1" || stored.keyLevel === "K2";
  const key = hasKey ? syncBridgeKey(definition.identityNamespace, named.identity.hash) : null;
  return {
    identity: named.identity.text,
    refusal: refusalOf(rows.length, verdict, filterProblem(stored)),
    isFiltered: verdict === false,
    fields,
    json: isWhole ? jsonOf(stored, definition, fields, key) : null,
    itemId: entry && entry.state !== "DELETED" ? entry.spItemId : null,
    instanceLabel,
  };
}

function refusalOf(
  rows: number,
  verdict: boolean | { readonly message: string },
  filter: string | null,
): string | null {
  if (rows > 1) return "Several rows have this key: none of them is written.";
  if (filter !== null) return `The row filter cannot be used: ${filter}`;
  if (typeof verdict === "object") return verdict.message;
  return verdict ? null : "The row filter leaves it out.";
}
