import { type Context, requireAllowed } from "@/lib/context";
import { db } from "@/lib/db/client";
import { defaultGuards, type Guards } from "@/lib/engine/types";
import { AppError } from "@/lib/errors/app-error";
import type { DefinitionRef } from "@/lib/features/syncs/schema";
import { targetOfColumn } from "@/lib/sync/fields";
import { keyColumnName } from "@/lib/sync/prepare-list";
import { readGuardDefaults } from "@/lib/sync/settings";
import { limitsOf } from "./guards";
import { markOf } from "./mark-column";
import { policyPolicies } from "./policy";
import type { GuardLimits } from "./schema";
import type { DefinitionPolicies, GuardDefaults, MarkColumnChoice } from "./types";

/** The rules by which a definition treats rows that leave, items that vanish and edits in the list, and its guards. Throws `not-found`. */
export async function getPolicies(context: Context, input: DefinitionRef): Promise<DefinitionPolicies> {
  requireAllowed(context, policyPolicies.read);
  const definition = await db().syncDefinition.findUnique({
    where: { id: input.definitionId },
    select: {
      id: true,
      targetListId: true,
      syncMode: true,
      conflictPolicy: true,
      onSourceDelete: true,
      onLeftFilter: true,
      onListDelete: true,
      markColumnId: true,
      markColumn: { select: { columnName: true } },
      guards: true,
      runs: { where: { status: "RUNNING" }, select: { id: true }, take: 1 },
    },
  });
  if (!definition) throw new AppError("not-found", { message: "This sync does not exist." });
  const own = definition.guards as Partial<Guards>;
  const defaults = await readGuardDefaults();
  return {
    definitionId: definition.id,
    mode: definition.syncMode,
    conflictPolicy: definition.conflictPolicy,
    onSourceDelete: definition.onSourceDelete,
    onLeftFilter: definition.onLeftFilter,
    onListDelete: definition.onListDelete,
    markColumnId: definition.markColumnId,
    markColumnName: definition.markColumn?.columnName ?? null,
    markColumns: await markColumns(definition.id, definition.targetListId),
    guards: limitsOf({ ...defaults, ...own }),
    defaultGuards: limitsOf(defaults),
    ownGuards: Object.keys(own) as (keyof GuardLimits)[],
    hasOpenRun: definition.runs.length > 0,
  };
}

async function markColumns(definitionId: string, listId: string): Promise<readonly MarkColumnChoice[]> {
  const columns = await db().sharepointColumn.findMany({
    where: {
      listId,
      vanishedAt: null,
      isReadonly: false,
      isHidden: false,
      columnName: { notIn: [keyColumnName, "Title"] },
      fieldMappings: { none: { syncDefId: definitionId } },
    },
    orderBy: { columnName: "asc" },
    select: { id: true, columnName: true, displayName: true, columnGuid: true, definition: true },
  });
  return columns.flatMap((column) => {
    const takes = markOf(targetOfColumn(column));
    if (takes === null) return [];
    return [{ id: column.id, name: column.columnName, displayName: column.displayName ?? column.columnName, takes }];
  });
}

/** The limits of all definitions without own ones, and which definitions have those. */
export async function getGuardDefaults(context: Context): Promise<GuardDefaults> {
  requireAllowed(context, policyPolicies.read);
  const [guards, definitions] = await Promise.all([
    readGuardDefaults(),
    db().$queryRaw<{ id: string; name: string; own: (keyof GuardLimits)[] }[]>`
      SELECT id, name, ARRAY(SELECT jsonb_object_keys(guards)) AS own FROM sync_definitions ORDER BY name, id`,
  ]);
  return {
    guards: limitsOf(guards),
    productGuards: limitsOf(defaultGuards),
    definitions: definitions.length,
    exceptions: definitions.filter(({ own }) => own.length > 0),
  };
}
