import { db } from "@/lib/db/client";
import { AppError } from "@/lib/errors/app-error";
import { createColumn } from "@/lib/graph/columns";
import { discoverList } from "./discover-sharepoint";
import { openGraph } from "./open-graph";
import { internalName, titleProblem } from "./plan-list-names";

/** Longest time a person waits for a new column. */
const patienceMs = 30_000;

/**
 * Adds a date and time column to a list and stores it as discovered; its internal name is made from `displayName` and free in this list.
 * Throws `input-invalid` for a title that every list has, `graph-name-taken`, and what else Graph refuses. Existing items stay as they are.
 */
export async function addTimeColumn(input: {
  /** `sharepoint_lists.id` */
  readonly listRowId: string;
  readonly displayName: string;
}): Promise<{ readonly columnId: string; readonly columnName: string }> {
  const list = await db().sharepointList.findUniqueOrThrow({
    where: { id: input.listRowId },
    include: { site: { include: { connection: true } }, columns: { select: { columnName: true } } },
  });
  const problem = titleProblem(input.displayName);
  if (problem) throw new AppError("input-invalid", { message: problem.message, details: { field: "displayName" } });
  const { site, listId } = list;
  const used = new Set(list.columns.map((column) => column.columnName.toLowerCase()));
  const name = internalName(input.displayName, used);
  const signal = AbortSignal.timeout(patienceMs);
  const column = { name, displayName: input.displayName, dateTime: { format: "dateTime" } } as const;
  await createColumn(openGraph(site.connection), { siteId: site.siteId, listId, column }, signal);
  await discoverList({ siteId: site.id, listId, signal });
  const { id } = await db().sharepointColumn.findUniqueOrThrow({
    where: { listId_columnName: { listId: list.id, columnName: name } },
    select: { id: true },
  });
  return { columnId: id, columnName: name };
}
