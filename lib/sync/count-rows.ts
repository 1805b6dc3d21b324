import { db } from "@/lib/db/client";
import { instantOfLocal } from "@/lib/engine/zone";
import { AppError } from "@/lib/errors/app-error";
import { type AskedTable, askSource } from "./ask-source";

interface Cursor {
  readonly columnName: string;
  readonly valueKind: string;
  /** Zone in which zone-less times of the column are read. */
  readonly timeZone: string;
}

/** MySQL keeps days that no calendar has, such as 0000-00-00. */
function isOnCalendar(day: string): boolean {
  const midnight = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
}

/** A time as PostgreSQL's timestamptz holds it, from the text form of a cursor column; null for what is none, e.g. `infinity`. */
export function timeOfCursor(value: string | null, cursor: Pick<Cursor, "valueKind" | "timeZone">): Date | null {
  if (value === null || !/^\d{4}-\d\d-\d\d/.test(value) || / BC$/.test(value)) return null;
  if (!isOnCalendar(value.slice(0, 10))) return null;
  if (cursor.valueKind === "instant") return new Date(value);
  const [local = "", fraction = ""] = (cursor.valueKind === "date" ? `${value}T00:00:00` : value).split(".");
  const at = new Date(instantOfLocal(local, cursor.timeZone));
  return new Date(at.getTime() + Math.floor(Number(`0.${fraction || "0"}`) * 1_000));
}

/** The cursor column of the first definition that reads the table by a time. */
async function cursorOf(tableId: string): Promise<Cursor | null> {
  const definition = await db().syncDefinition.findFirst({
    where: {
      sourceTableId: tableId,
      cursorColumn: { vanishedAt: null, valueKind: { in: ["instant", "local-datetime", "date"] } },
    },
    select: { timeZone: true, cursorColumn: { select: { columnName: true, valueKind: true } } },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });
  if (!definition?.cursorColumn) return null;
  return { ...definition.cursorColumn, timeZone: definition.timeZone };
}

/** Counts a table's rows exactly and keeps the count, with the greatest value of its cursor column. Throws as `askSource`. */
export async function countTableRows(table: AskedTable) {
  const cursor = await cursorOf(table.id);
  const request = {
    table: { schema: table.schemaName, name: table.tableName },
    exact: true,
    maxOf: cursor?.columnName ?? null,
  };
  const measured = await askSource(table, async ({ connection, signal, instanceId, instanceLabel }) => ({
    ...(await connection.measure(request, signal)),
    instanceId,
    instanceLabel,
  }));
  const { rowCount, isEstimate, instanceId, instanceLabel } = measured;
  if (rowCount === null) throw new AppError("unexpected", { message: "The database gave no count." });
  const maxUpdatedAt = cursor && timeOfCursor(measured.max, cursor);
  await db().sourceTableMetric.create({
    data: {
      tableId: table.id,
      databaseInstanceId: instanceId,
      rowCount: BigInt(rowCount),
      isEstimate,
      maxUpdatedAt,
    },
    select: { id: true },
  });
  return { rowCount, isEstimate, maxUpdatedAt, takenAt: new Date(measured.takenAt), instanceLabel };
}
