import type { Guards } from "@/lib/engine/types";
import { limitsOf } from "@/lib/features/policies/guards";
import type { GuardLimits } from "@/lib/features/policies/schema";
import { newKeySchema } from "@/lib/sync/first-match";
import type { PresentDefinition, PresentKey, PresentMapping, PresentSource } from "./types";

/** The row of a definition with what its place in a bundle is told by. */
interface StoredDefinition
  extends Pick<
    PresentDefinition,
    | "id"
    | "name"
    | "description"
    | "isEnabled"
    | "haltedCode"
    | "conflictPolicy"
    | "onSourceDelete"
    | "onLeftFilter"
    | "onListDelete"
    | "timeZone"
    | "identityNamespace"
    | "mayMakeUnique"
    | "rowFilter"
  > {
  readonly syncMode: PresentDefinition["mode"];
  readonly sourceTable: {
    readonly id: string;
    readonly schemaName: string;
    readonly tableName: string;
    readonly database: { readonly name: string; readonly application: { readonly name: string } };
  };
  readonly targetList: {
    readonly id: string;
    readonly displayName: string;
    readonly vanishedAt: Date | null;
    readonly site: {
      readonly siteId: string;
      readonly sitePath: string;
      readonly connection: { readonly name: string };
    };
  };
  readonly markColumn: { readonly columnName: string } | null;
  readonly guards: unknown;
  readonly scheduleCron: string | null;
  readonly scheduleTimeZone: string;
  readonly fullScanCron: string | null;
  readonly sources: readonly (Pick<PresentSource, "role" | "priority"> & {
    readonly isEnabled: boolean;
    readonly databaseInstance: { readonly instanceLabel: string };
  })[];
  readonly keyStrategy: PresentKey["strategy"];
  readonly keyConstraintName: string | null;
  readonly keyColumns: readonly { readonly column: { readonly columnName: string } }[];
  readonly matches: readonly { readonly newKey: unknown }[];
  readonly cursorStrategy: string;
  readonly cursorColumn: { readonly columnName: string } | null;
  readonly fieldMappings: readonly {
    readonly id: string;
    readonly sourceColumnName: string | null;
    readonly targetColumnName: string;
    readonly transformRule: string | null;
    readonly inverseRule: string | null;
    readonly nullPolicy: PresentMapping["whenEmpty"];
    readonly defaultValue: string | null;
  }[];
}

/** How a definition reads in a bundle. */
export function toPresentDefinition(stored: StoredDefinition, guardDefaults: Guards): PresentDefinition {
  const { sourceTable, targetList } = stored;
  // Written by `setGuards` alone, which checks it.
  const own = stored.guards as Partial<Guards>;
  return {
    id: stored.id,
    name: stored.name,
    description: stored.description,
    isEnabled: stored.isEnabled,
    haltedCode: stored.haltedCode,
    tableId: sourceTable.id,
    table: {
      application: sourceTable.database.application.name,
      database: sourceTable.database.name,
      schema: sourceTable.schemaName,
      table: sourceTable.tableName,
    },
    listId: targetList.id,
    target: {
      connection: targetList.site.connection.name,
      site: addressOf(targetList.site),
      list: targetList.displayName,
    },
    isListGone: targetList.vanishedAt !== null,
    mode: stored.syncMode,
    conflictPolicy: stored.conflictPolicy,
    onSourceDelete: stored.onSourceDelete,
    onLeftFilter: stored.onLeftFilter,
    onListDelete: stored.onListDelete,
    markColumn: stored.markColumn?.columnName ?? null,
    guards: limitsOf({ ...guardDefaults, ...own }),
    ownGuards: Object.keys(own) as (keyof GuardLimits)[],
    schedule: { cron: stored.scheduleCron, timeZone: stored.scheduleTimeZone, fullScan: stored.fullScanCron },
    timeZone: stored.timeZone,
    identityNamespace: stored.identityNamespace,
    sources: stored.sources.map(({ databaseInstance, role, priority, isEnabled: enabled }) => ({
      instance: databaseInstance.instanceLabel,
      role,
      priority,
      enabled,
    })),
    key: {
      strategy: stored.keyStrategy,
      ...(stored.keyConstraintName === null ? {} : { constraint: stored.keyConstraintName }),
      columns: stored.keyColumns.map(({ column }) => column.columnName),
    },
    askedKey: stored.matches[0] ? toKey(stored.matches[0].newKey) : null,
    mayMakeUnique: stored.mayMakeUnique,
    rowFilter: stored.rowFilter,
    cursor: stored.cursorStrategy === "FULL_SCAN" ? null : { column: stored.cursorColumn?.columnName ?? "" },
    mappings: stored.fieldMappings.map((mapping) => ({
      id: mapping.id,
      from: mapping.sourceColumnName,
      to: mapping.targetColumnName,
      transform: mapping.transformRule,
      inverse: mapping.inverseRule,
      whenEmpty: mapping.nullPolicy,
      default: mapping.defaultValue,
    })),
  };
}

function toKey(newKey: unknown): PresentKey {
  const { strategy, constraintName, columns } = newKeySchema.loose().parse(newKey);
  return {
    strategy,
    ...(constraintName === null ? {} : { constraint: constraintName }),
    columns: columns.map(({ name }) => name),
  };
}

/** Graph's id of a site begins with the host by which it is found (Graph contract 3). */
export function addressOf({ siteId, sitePath }: { readonly siteId: string; readonly sitePath: string }): string {
  return `https://${siteId.split(",")[0] ?? ""}${sitePath}`;
}
