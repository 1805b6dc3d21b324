import { type Context, requireAllowed } from "@/lib/context";
import { db } from "@/lib/db/client";
import { inTransaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors/app-error";
import { recordAudit } from "@/lib/features/audit/record";
import { requireValues } from "@/lib/features/values/queries";
import { countTableRows } from "@/lib/sync/count-rows";
import { readProfile, readSample } from "@/lib/sync/read-values";
import { tablePolicies } from "./policy";
import type { ColumnRef, SampleInput, TableRef } from "./schema";
import type { ColumnProfile, RowCount, SampleRows, TableProfile } from "./types";

/** Columns of these kinds are delivered without values, so that there is nothing to profile. */
const withoutValues = ["binary"];

async function requireTable(tableId: string) {
  const table = await db().databaseTable.findUnique({
    where: { id: tableId },
    select: {
      id: true,
      schemaName: true,
      tableName: true,
      databaseId: true,
      vanishedAt: true,
      columns: {
        where: { vanishedAt: null },
        select: { id: true, columnName: true, valueKind: true, maxLength: true },
        orderBy: { ordinalPosition: "asc" },
      },
    },
  });
  if (!table) throw new AppError("not-found", { message: "This table does not exist." });
  if (table.vanishedAt) {
    throw new AppError("source-object-missing", {
      message: `“${table.tableName}” was not found at the last introspection.`,
    });
  }
  return table;
}

type Table = Awaited<ReturnType<typeof requireTable>>;

/** Who looked at a table's values, never what they saw. */
async function recordLook(context: Context, action: string, table: Table, after: object): Promise<void> {
  await inTransaction((tx) =>
    recordAudit(tx, context, {
      action,
      targetKind: "table",
      targetId: table.id,
      targetName: `${table.schemaName}.${table.tableName}`,
      after,
    }),
  );
}

/** Some rows as they stand in the database now. Throws what keeps the database from answering within 15 seconds. */
export async function sampleTable(context: Context, input: SampleInput): Promise<SampleRows> {
  requireAllowed(context, tablePolicies.readValues);
  await requireValues(context, { tableId: input.tableId });
  const table = await requireTable(input.tableId);
  const { from, limit } = input;
  const sample = await readSample(table, { from, limit });
  await recordLook(context, "table.sampled", table, { instance: sample.instanceLabel, rows: sample.rows.length });
  return sample;
}

/** The value profile of every column; throws as `sampleTable`. */
export async function profileTable(context: Context, input: TableRef): Promise<TableProfile> {
  requireAllowed(context, tablePolicies.readValues);
  await requireValues(context, { tableId: input.tableId });
  return profile(context, await requireTable(input.tableId));
}

/** The value profile of one column; throws as `sampleTable`. */
export async function profileColumn(
  context: Context,
  input: ColumnRef,
): Promise<TableProfile & { readonly column: ColumnProfile }> {
  requireAllowed(context, tablePolicies.readValues);
  await requireValues(context, { tableId: input.tableId });
  const found = await profile(context, await requireTable(input.tableId), input.columnId);
  const [column] = found.columns;
  if (!column) throw new AppError("type-unmappable", { message: "This column holds no values that can be shown." });
  return { ...found, column };
}

async function profile(context: Context, table: Table, columnId?: string): Promise<TableProfile> {
  const wanted = table.columns.filter((column) => columnId === undefined || column.id === columnId);
  if (wanted.length === 0) throw new AppError("not-found", { message: "This column does not exist." });
  const columns = wanted.filter((column) => !withoutValues.includes(column.valueKind));
  if (columns.length === 0) {
    throw new AppError("type-unmappable", { message: "What is stored here has no values that can be shown." });
  }
  const found = await readProfile(table, columns);
  await recordLook(context, "table.profiled", table, {
    instance: found.instanceLabel,
    rows: found.rows,
    columns: columnId === undefined ? columns.length : columns.map((column) => column.columnName),
  });
  return { ...found, isWhole: found.extent === "all" };
}

/** Counts the rows and keeps the count in the table's metrics; throws as `sampleTable`. */
export async function countRows(context: Context, input: TableRef): Promise<RowCount> {
  requireAllowed(context, tablePolicies.measure);
  const table = await requireTable(input.tableId);
  const counted = await countTableRows(table);
  await recordLook(context, "table.counted", table, { instance: counted.instanceLabel, rows: counted.rowCount });
  return counted;
}
