import type { Db } from "@/lib/db/client";
import { storeDefinition } from "./stored-definition";

/**
 * Stores a definition over a cataloged table: `key` identifies its rows, `mapped` flows into the list's Title. The list and all else it
 * stands on are made for it.
 */
export async function mapTable(
  db: Db,
  input: { readonly tableId: string; readonly name: string; readonly key: string; readonly mapped: string },
): Promise<string> {
  const other = await storeDefinition(db, `${input.name} list`);
  const columnId = async (columnName: string) =>
    (await db.tableColumn.findFirstOrThrow({ where: { tableId: input.tableId, columnName } })).id;
  const target = await db.sharepointColumn.findFirstOrThrow({
    where: { listId: other.targetListId, columnName: "Title" },
  });
  const table = await db.databaseTable.findUniqueOrThrow({
    where: { id: input.tableId },
    include: { database: { include: { instances: true } } },
  });
  const { id } = await db.syncDefinition.create({
    data: {
      name: input.name,
      sourceTableId: input.tableId,
      targetListId: other.targetListId,
      syncMode: "ONE_WAY_PUSH",
      isEnabled: true,
      keyColumns: { create: { columnId: await columnId(input.key), ordinalPosition: 1 } },
      sources: { create: table.database.instances.map((instance) => ({ databaseInstanceId: instance.id })) },
      fieldMappings: {
        create: {
          sourceColumnId: await columnId(input.mapped),
          sourceColumnName: input.mapped,
          targetColumnId: target.id,
          targetColumnName: target.columnName,
          targetType: "text",
          syncDirection: "PUSH_ONLY",
        },
      },
    },
    select: { id: true },
  });
  return id;
}
