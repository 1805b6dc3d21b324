import { defineExport } from "@/lib/export";
import { activationStatusLabels } from "@/lib/features/activation/labels";
import { applicationStatusLabels } from "@/lib/features/applications/labels";
import { databaseEnvironmentLabels, databaseTypeLabels, instanceRoleLabels } from "@/lib/features/databases/labels";
import { databasePolicies } from "@/lib/features/databases/policy";
import { listInventory } from "@/lib/features/databases/queries";
import { inventoryFilter } from "@/lib/features/databases/schema";
import type { InventoryApplication, InventoryDatabase, InventoryInstance } from "@/lib/features/databases/types";

interface Branch {
  readonly application: InventoryApplication;
  readonly database: InventoryDatabase | undefined;
  readonly instance: InventoryInstance | undefined;
}

/** The tree as a table: a row for each end of a branch, with all that it hangs from. */
export const GET = defineExport({
  list: "inventory",
  input: inventoryFilter.strict(),
  policy: databasePolicies.read,
  page: async (context, filter) => {
    const page = await listInventory(context, filter);
    return { ...page, rows: page.rows.flatMap(branchesOf) };
  },
  columns: [
    ["Application", ({ application }) => application.name],
    ["Owner team", ({ application }) => application.ownerTeam],
    ["Application's state", ({ application }) => applicationStatusLabels[application.status]],
    ["Database", ({ database }) => database?.name ?? null],
    ["Kind", ({ database }) => (database ? databaseTypeLabels[database.dbType] : null)],
    ["Environment", ({ database }) => (database ? databaseEnvironmentLabels[database.environment] : null)],
    ["Database's state", ({ database }) => (database ? activationStatusLabels[database.status] : null)],
    ["Tables", ({ database }) => database?.tableCount ?? null],
    ["Instance", ({ instance }) => instance?.instanceLabel ?? null],
    ["Host", ({ instance }) => instance?.host ?? null],
    ["Port", ({ instance }) => instance?.port ?? null],
    ["Role", ({ instance }) => (instance ? instanceRoleLabels[instance.role] : null)],
    ["Instance's state", ({ instance }) => (instance ? activationStatusLabels[instance.status] : null)],
    ["Syncs", ({ instance }) => instance?.definitionCount ?? null],
  ],
});

function branchesOf(application: InventoryApplication): readonly Branch[] {
  if (application.databases.length === 0) return [{ application, database: undefined, instance: undefined }];
  return application.databases.flatMap((database): readonly Branch[] =>
    database.instances.length === 0
      ? [{ application, database, instance: undefined }]
      : database.instances.map((instance) => ({ application, database, instance })),
  );
}
