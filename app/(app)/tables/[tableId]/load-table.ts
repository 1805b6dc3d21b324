import { isAllowed } from "@/lib/context";
import { getDatabase } from "@/lib/features/databases/queries";
import { syncPolicies } from "@/lib/features/syncs/policy";
import { getTable } from "@/lib/features/tables/queries";
import { tableRef } from "@/lib/features/tables/schema";
import { loadPage, readRef } from "@/lib/page";

/** What each of a table's pages shows in its head. */
export async function loadTable(params: Promise<{ tableId: string }>) {
  const ref = readRef(tableRef, await params);
  return loadPage(async (context) => {
    const table = await getTable(context, ref);
    const database = await getDatabase(context, { databaseId: table.databaseId });
    return { table, database, mayDefine: isAllowed(context.actor, syncPolicies.define) };
  });
}
