import { db } from "@/lib/db/client";
import { columnsToRead } from "@/lib/engine/mapping";
import type { Definition, SourceColumn, SourceRow, ValueKind } from "@/lib/engine/types";
import { AppError, SyncError } from "@/lib/errors/app-error";
import { askSource } from "../ask-source";
import type { StoredDefinition } from "../load-definition";
import { keyColumnsOf, type NamedRow } from "./row-identity";

export interface FoundRows {
  readonly instanceLabel: string;
  readonly columns: readonly SourceColumn[];
  /** All rows that have the key: more than one where the key does not identify them. */
  readonly rows: readonly SourceRow[];
}

/**
 * Looks a row up by its key, at the first instance of the definition that answers and within the time that a person waits. `definition` is null
 * for one that cannot run: then only the columns that are there are read. Throws `input-invalid` for a key that cannot be looked up, else as
 * `askSource`.
 */
export async function readSourceRow(
  stored: StoredDefinition,
  definition: Definition | null,
  named: NamedRow,
): Promise<FoundRows> {
  if (!named.ok) throw new AppError("input-invalid", { message: named.message });
  const key = named.values.filter((value) => value !== null);
  if (key.length < named.values.length) {
    const message = "A row whose key has empty columns cannot be looked up alone.";
    throw new AppError("input-invalid", { message, remedy: "Look at the table's rows, or wait for the next run." });
  }
  const columns = await catalogued(stored, definition);
  const { id, schemaName, tableName, databaseId } = stored.sourceTable;
  const request = {
    table: { schema: schemaName, name: tableName },
    columns: columns.map((column) => column.name),
    keyColumns: keyColumnsOf(stored).map((column) => column.name),
    keys: [key],
  };
  return askSource(
    { id, schemaName, tableName, databaseId },
    async ({ connection, signal, instanceLabel }) => {
      return { instanceLabel, columns, rows: await connection.lookUp(request, signal) };
    },
    stored.sources,
  );
}

/** Columns that the catalog knows, of those that a run reads; of all that are mapped where the definition cannot run. */
async function catalogued(stored: StoredDefinition, definition: Definition | null): Promise<readonly SourceColumn[]> {
  const keys = keyColumnsOf(stored).map((column) => column.name);
  const mapped = stored.fieldMappings.flatMap((mapping) => mapping.sourceColumn?.columnName ?? []);
  const wanted = [...new Set(definition ? columnsToRead(definition) : [...keys, ...mapped])];
  const known = await db().tableColumn.findMany({
    where: {
      tableId: stored.sourceTableId,
      vanishedAt: null,
      valueKind: { not: "binary" },
      columnName: { in: wanted },
    },
    select: { columnName: true, valueKind: true, nativeType: true },
  });
  if (!keys.every((key) => known.some((column) => column.columnName === key)))
    throw new SyncError("mapping-broken", { trait: "halt", message: "A key column is gone from the table." });
  return wanted.flatMap((name) =>
    known
      .filter((column) => column.columnName === name)
      .map((column) => ({ name, kind: column.valueKind as ValueKind, nativeType: column.nativeType ?? "" })),
  );
}
