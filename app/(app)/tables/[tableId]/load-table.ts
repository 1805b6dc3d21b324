import { type Context, isAllowed } from "@/lib/context";
import { getDatabase } from "@/lib/features/databases/queries";
import { driftPolicies } from "@/lib/features/drift/policy";
import { countDrift } from "@/lib/features/drift/queries";
import { syncPolicies } from "@/lib/features/syncs/policy";
import { tablePolicies } from "@/lib/features/tables/policy";
import { getTable, listTables } from "@/lib/features/tables/queries";
import { tableFilter, tableRef } from "@/lib/features/tables/schema";
import type { ConstraintRow, TableDetails } from "@/lib/features/tables/types";
import { seesValues } from "@/lib/features/values/policy";
import { loadPage, readRef } from "@/lib/page";

/** What each of a table's pages shows in its head, and what `more` adds for one of them. */
export async function loadTable<More extends object>(
  params: Promise<{ tableId: string }>,
  more?: (context: Context, table: TableDetails) => Promise<More>,
) {
  const ref = readRef(tableRef, await params);
  return loadPage(async (context) => {
    const { actor } = context;
    const table = await getTable(context, ref);
    const [database, [drift], added] = await Promise.all([
      getDatabase(context, { databaseId: table.databaseId }),
      countDrift(context, { of: "table", ids: [table.id] }),
      more?.(context, table),
    ]);
    const rights = {
      define: isAllowed(actor, syncPolicies.define),
      readValues: seesValues(actor, database),
      measure: isAllowed(actor, tablePolicies.measure),
      settleDrift: isAllowed(actor, driftPolicies.settle),
    };
    return { ...(added as More), head: { table, database, drift, mayDefine: rights.define }, table, rights };
  });
}

/** Where the parent tables of foreign keys are shown, by `schema.table`; those that are not cataloged are absent. */
export async function parentHrefs(
  context: Context,
  table: { readonly databaseId: string; readonly constraints: readonly ConstraintRow[] },
): Promise<ReadonlyMap<string, string>> {
  const names = new Set(table.constraints.flatMap(({ referencedTable }) => referencedTable ?? []));
  const found = await Promise.all(
    [...names].map(async (name) => {
      const filter = tableFilter.parse({
        databaseId: table.databaseId,
        search: name.slice(0, 200),
        presence: "all",
        limit: 200,
      });
      const { rows } = await listTables(context, filter);
      const parent = rows.find(({ schemaName, tableName }) => `${schemaName}.${tableName}` === name);
      return parent ? [[name, `/tables/${parent.id}`] as const] : [];
    }),
  );
  return new Map(found.flat());
}
