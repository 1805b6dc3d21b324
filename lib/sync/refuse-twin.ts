import type { Tx } from "@/lib/db/client";
import { AppError } from "@/lib/errors/app-error";

/**
 * Two definitions over the same rows and list would own the same items. A list that is seen through two connections is one list, recognised by its
 * GUID (sync-semantics 5). The table's row stays locked to the end of the transaction, so that of two people who ask for the same at once one
 * is refused. Throws `already-exists`.
 */
export async function refuseTwin(
  tx: Tx,
  wanted: { readonly tableId: string; readonly listGuid: string; readonly definitionId?: string },
): Promise<void> {
  await tx.$queryRaw`SELECT id FROM database_tables WHERE id = ${wanted.tableId}::uuid FOR NO KEY UPDATE`;
  const twin = await tx.syncDefinition.findFirst({
    where: {
      sourceTableId: wanted.tableId,
      targetList: { listId: wanted.listGuid },
      ...(wanted.definitionId === undefined ? {} : { id: { not: wanted.definitionId } }),
    },
    select: { name: true },
  });
  if (!twin) return;
  throw new AppError("already-exists", {
    message: `“${twin.name}” syncs this table into this list already.`,
    remedy: "Open that sync, or choose another list.",
    details: { field: "listId" },
  });
}
