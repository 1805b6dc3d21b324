import type { Context } from "@/lib/context";
import { AppError } from "@/lib/errors/app-error";
import { provisionList } from "@/lib/features/sharepoint/mutations";
import { addMapping, createDefinition, enableDefinition } from "@/lib/features/syncs/mutations";
import { getDefinition, listDefinitions } from "@/lib/features/syncs/queries";
import { getTable, listTables } from "@/lib/features/tables/queries";

interface DefinitionWish {
  /** Of the definition and of its list. */
  readonly name: string;
  readonly databaseId: string;
  /** Table in schema `geo`. */
  readonly table: string;
  readonly siteId: string;
}

/** Makes a list for a table and a sync of one into the other, enabled and not yet run. Tells whether it did. */
export async function ensureDefinition(context: Context, wish: DefinitionWish): Promise<boolean> {
  const { rows } = await listDefinitions(context, { search: wish.name, limit: 50 });
  const known = rows.find((row) => row.name === wish.name);
  // A definition that ran before and is off now was paused by a person, which is none of our business.
  if (known && (known.isEnabled || known.lastRunId !== null)) return false;
  const definitionId = known?.id ?? (await create(context, wish));
  await enableDefinition(context, { definitionId });
  return true;
}

/**
 * The name gets no column of its own and goes to the list's Title, which every list has and shows first. A time of the last change in the list
 * would make every touch of a row a write.
 */
const unlisted: ReadonlySet<string> = new Set(["name", "updated_at"]);

async function create(context: Context, { name, databaseId, table, siteId }: DefinitionWish): Promise<string> {
  const tableId = await tableIdOf(context, databaseId, table);
  const { columns } = await getTable(context, { tableId });
  const own = columns.map((column) => column.columnName).filter((column) => !unlisted.has(column));
  const list = await provisionList(context, { tableId, siteId, displayName: name, columns: own });
  const { definitionId } = await createDefinition(context, {
    name,
    tableId,
    listId: list.listRowId,
    conflictPolicy: "SOURCE_WINS",
  });
  await mapTheRest(context, definitionId);
  return definitionId;
}

/** Maps what was not proposed although the list was made for it, such as a yes/no that may be empty and became a choice. */
async function mapTheRest(context: Context, definitionId: string): Promise<void> {
  const { freeSourceColumns, freeTargetColumns } = await getDefinition(context, { definitionId });
  for (const source of freeSourceColumns) {
    const target = freeTargetColumns.find(({ name }) => name.toLowerCase() === source.name.replaceAll("_", ""));
    if (target) await addMapping(context, { definitionId, sourceColumnId: source.id, targetColumnId: target.id });
  }
}

async function tableIdOf(context: Context, databaseId: string, table: string): Promise<string> {
  const { rows } = await listTables(context, {
    databaseId,
    schemaName: "geo",
    search: table,
    presence: "present",
    sort: "name",
    direction: "asc",
    limit: 50,
  });
  const found = rows.find((row) => row.tableName === table);
  if (!found) throw new AppError("not-found", { message: `The table geo.${table} is not in the catalog.` });
  return found.id;
}
