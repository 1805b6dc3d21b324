import type { Tx } from "@/lib/db/client";
import type { DeletePolicy, KeyStrategy } from "@/lib/engine/types";
import { AppError } from "@/lib/errors/app-error";
import type { NewKey } from "./first-match";
import { uniqueKeysOf } from "./key-problems";
import type { StoredDefinition } from "./load-definition";
import { lockMapping, raiseVersion } from "./mapping-versions";

export interface WantedKey {
  readonly strategy: KeyStrategy;
  readonly constraintName?: string | undefined;
  readonly columnIds: readonly string[];
}

/** The key as the catalog knows it; throws `input-invalid` where the table has no such key or column. */
export async function resolveKey(
  tx: Tx,
  stored: Pick<StoredDefinition, "sourceTableId" | "sourceTable">,
  input: WantedKey,
): Promise<NewKey> {
  const columns = await tx.tableColumn.findMany({ where: { tableId: stored.sourceTableId, vanishedAt: null } });
  const refuse = (message: string, field: string) => new AppError("input-invalid", { message, details: { field } });
  const unique = uniqueKeysOf(stored.sourceTable);
  const named =
    input.strategy === "PRIMARY_KEY"
      ? unique.find((key) => key.isPrimary)
      : unique.find((key) => key.name === input.constraintName);
  const isNamed = input.strategy === "PRIMARY_KEY" || input.strategy === "UNIQUE_CONSTRAINT";
  if (isNamed && !named)
    throw refuse("The table has no such key.", input.strategy === "PRIMARY_KEY" ? "strategy" : "constraintName");
  const chosen = isNamed
    ? (named?.columns ?? []).map((name) => columns.find((column) => column.columnName === name))
    : input.columnIds.map((id) => columns.find((column) => column.id === id));
  const found = chosen.filter((column) => column !== undefined);
  if (found.length < chosen.length || new Set(found.map(({ id }) => id)).size < found.length)
    throw refuse("One of the columns is not in the table, or is named twice.", "columnIds");
  return {
    strategy: input.strategy,
    constraintName: input.strategy === "UNIQUE_CONSTRAINT" ? (named?.name ?? null) : null,
    columns: found.map(({ id, columnName, valueKind, isNullable }) => ({
      id,
      name: columnName,
      kind: valueKind,
      isNullable,
    })),
  };
}

/** Makes it the definition's key; everything is compared anew by the next run. */
export async function storeKey(
  tx: Tx,
  definitionId: string,
  {
    key,
    onSourceDelete,
    by,
  }: { readonly key: NewKey; readonly onSourceDelete: DeletePolicy | undefined; readonly by: string },
): Promise<void> {
  await lockMapping(tx, definitionId);
  await tx.syncKeyColumn.deleteMany({ where: { syncDefId: definitionId } });
  await tx.syncKeyColumn.createMany({
    data: key.columns.map((column, index) => ({
      syncDefId: definitionId,
      columnId: column.id,
      ordinalPosition: index + 1,
      isRequired: key.strategy !== "HASHED" || !column.isNullable,
    })),
  });
  const ids = key.columns.map(({ id }) => id);
  await tx.fieldMapping.updateMany({ where: { syncDefId: definitionId }, data: { isKey: false } });
  await tx.fieldMapping.updateMany({
    where: { syncDefId: definitionId, sourceColumnId: { in: ids } },
    data: { isKey: true },
  });
  // Refusals name rows by identities that no row has any more.
  await tx.syncRejection.updateMany({
    where: { syncDefId: definitionId, resolvedAt: null },
    data: { resolvedAt: new Date() },
  });
  const data = {
    keyStrategy: key.strategy,
    keyConstraintName: key.constraintName,
    ...(onSourceDelete ? { onSourceDelete } : {}),
  };
  await raiseVersion(tx, definitionId, { by, reason: "The key was changed." }, { data });
}
