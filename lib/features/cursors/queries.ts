import { type Context, requireAllowed } from "@/lib/context";
import { db } from "@/lib/db/client";
import { cursorWarningsOf, isCursorColumn } from "@/lib/sync/cursor-columns";
import { isKeyUnique } from "@/lib/sync/key-problems";
import { loadDefinition, type StoredDefinition } from "@/lib/sync/load-definition";
import { cursorColumnText } from "@/lib/sync/reading-plan";
import { cursorPolicies } from "./policy";
import type { CursorRef } from "./schema";
import type { CursorChoice, CursorDetails, InstanceCursor } from "./types";

/** How a definition reads its table, and by which columns it could. Throws `not-found`. */
export async function getCursor(context: Context, input: CursorRef): Promise<CursorDetails> {
  requireAllowed(context, cursorPolicies.read);
  const stored = await loadDefinition(input.definitionId);
  const { cursorColumn } = stored;
  const [columns, cursors, lastRun] = await Promise.all([
    db().tableColumn.findMany({ where: { tableId: stored.sourceTableId }, orderBy: { ordinalPosition: "asc" } }),
    cursorsOf(stored),
    db().syncRun.findFirst({
      where: { syncDefId: stored.id },
      orderBy: { startTime: "desc" },
      select: { rowsStale: true },
    }),
  ]);
  const toChoice = (column: (typeof columns)[number]): CursorChoice => ({
    id: column.id,
    name: column.columnName,
    type: column.nativeType,
    isRowVersion: column.isRowVersion,
    warnings: cursorWarningsOf(column, stored.sourceTable.indexes),
  });
  const isChosen = stored.cursorStrategy === "UPDATED_AT" && cursorColumn !== null;
  return {
    definitionId: stored.id,
    column: isChosen ? toChoice(cursorColumn) : null,
    isColumnGone: isChosen && cursorColumn.vanishedAt !== null,
    choices: columns.filter(isCursorColumn).map(toChoice),
    refusal: refusalOf(stored),
    rescanRequired: stored.rescanRequired,
    cursors,
    staleRows: Number(lastRun?.rowsStale ?? 0),
  };
}

/** Twins of a key that is not unique, and rows without a key, can be told apart only where all are read. */
function refusalOf(stored: StoredDefinition): string | null {
  if (stored.keyStrategy !== "HASHED" && isKeyUnique(stored)) return null;
  return "Only a table whose key is its primary key or unique can be read by a cursor: rows that share a key are seen only side by side.";
}

async function cursorsOf(stored: StoredDefinition): Promise<readonly InstanceCursor[]> {
  const rows = await db().syncCursor.findMany({ where: { syncDefId: stored.id, cursorScope: "SOURCE" } });
  const column = stored.cursorColumn && cursorColumnText(stored.cursorColumn);
  return stored.sources.map(({ databaseInstance: { id, instanceLabel } }) => {
    const row = rows.find(
      (each) => each.sourceInstanceId === id && each.cursorColumn !== null && each.cursorColumn === column,
    );
    return {
      instanceId: id,
      label: instanceLabel,
      position: row?.cursorValue ?? null,
      updatedAt: row?.updatedAt ?? null,
    };
  });
}
