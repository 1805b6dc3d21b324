import { z } from "zod";
import { db } from "@/lib/db/client";
import type { ValueKind } from "@/lib/engine/types";
import { AppError } from "@/lib/errors/app-error";
import { type ColumnEdit, type ColumnToPlan, type ListPlan, planList } from "./plan-list";
import { parentsOf } from "./plan-list-parents";

const snapshotColumns = z.array(z.object({ name: z.string(), enumValues: z.array(z.string()).nullish() }));

/** The table's present columns as the plan needs them. Values of enum types stand in the latest snapshot only. */
async function loadColumns(
  table: Awaited<ReturnType<typeof loadTable>>,
  siteId: string | undefined,
): Promise<readonly ColumnToPlan[]> {
  const tableId = table.id;
  const [parents, columns, snapshot] = await Promise.all([
    parentsOf(table, siteId),
    db().tableColumn.findMany({ where: { tableId, vanishedAt: null }, orderBy: { ordinalPosition: "asc" } }),
    db().schemaSnapshot.findFirst({ where: { tableId }, select: { columns: true }, orderBy: { capturedAt: "desc" } }),
  ]);
  const described = snapshot ? snapshotColumns.parse(snapshot.columns) : [];
  const enumValues = new Map(described.map((column) => [column.name, column.enumValues ?? null]));
  return columns.map((column) => ({
    name: column.columnName,
    kind: column.valueKind as ValueKind, // Written by introspection from the connector's own kinds.
    nativeType: column.nativeType,
    maxLength: column.maxLength,
    precision: column.numericPrecision,
    scale: column.numericScale,
    isNullable: column.isNullable,
    isPrimaryKey: column.isPrimaryKey,
    isUnique: column.isUnique,
    comment: column.comment,
    enumValues: enumValues.get(column.columnName) ?? null,
    parent: parents.get(column.columnName) ?? null,
  }));
}

/** A table of the inventory with where it is from. Throws `not-found`, `source-object-missing`. */
export async function loadTable(tableId: string) {
  const table = await db().databaseTable.findUnique({
    where: { id: tableId },
    include: { database: { include: { application: true } } },
  });
  if (!table) throw new AppError("not-found", { message: "This table does not exist." });
  if (table.vanishedAt) {
    throw new AppError("source-object-missing", {
      message: `The table “${table.schemaName}.${table.tableName}” was not found at the last introspection.`,
    });
  }
  return table;
}

/** Which columns of a table a list takes, and what a person changed of them. */
export interface ListWish {
  readonly tableId: string;
  /** Source columns to take; all by default. */
  readonly columns?: readonly string[];
  readonly edits?: readonly ColumnEdit[];
  /** `sharepoint_sites.id`: lookups reach lists of this site only; of any while it is not chosen. */
  readonly siteId?: string;
}

/** The proposed list for a table of the inventory, with the edits. Throws `not-found`, and `input-invalid` for columns that the table has not. */
export async function planListFor({ tableId, columns, edits = [], siteId }: ListWish): Promise<ListPlan> {
  const present = await loadColumns(await loadTable(tableId), siteId);
  const named = [...(columns ?? []), ...edits.map((edit) => edit.sourceColumn)];
  const unknown = named.find((name) => !present.some((column) => column.name === name));
  if (unknown !== undefined) {
    throw new AppError("input-invalid", { message: `The table has no column “${unknown}”.` });
  }
  return planList(columns ? present.filter((column) => columns.includes(column.name)) : present, edits);
}

/** Throws `input-invalid` for the first wish that cannot be fulfilled, those of `first` before all others. */
export function requireFulfillable(plan: ListPlan, first?: string): void {
  const troubled = plan.columns.filter((column) => column.problem !== null);
  const column = troubled.find((each) => each.sourceColumn === first) ?? troubled[0];
  if (!column?.problem) return;
  const { field, message } = column.problem;
  const isFirst = column.sourceColumn === first;
  throw new AppError("input-invalid", {
    message: isFirst ? message : `Column “${column.sourceColumn}”: ${message}`,
    details: isFirst ? { field } : {},
  });
}
