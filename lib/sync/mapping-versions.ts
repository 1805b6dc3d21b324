import type { Tx } from "@/lib/db/client";
import type { Prisma } from "@/lib/db/generated/client";
import { AppError } from "@/lib/errors/app-error";
import { type MappingDocument, mappingDocument, type UnitRow } from "@/lib/features/mapping/document/document";

/** Who published, and why. */
export interface Publisher {
  readonly by: string;
  readonly reason: string | null;
}

interface PublishedRows {
  readonly rowFilter: string | null;
  readonly fieldMappings: readonly {
    readonly id: string;
    readonly sourceColumnId: string | null;
    readonly targetColumnId: string;
    readonly syncDirection: "BIDIRECTIONAL" | "PUSH_ONLY" | "PULL_ONLY";
    readonly transformRule: string | null;
    readonly inverseRule: string | null;
    readonly nullPolicy: "CLEAR" | "KEEP" | "DEFAULT";
    readonly defaultValue: string | null;
  }[];
}

/** A definition's mapping as one document. Rows and filter are what runs use; examples stand in the versions only. */
export function documentOf({ rowFilter, fieldMappings }: PublishedRows, unitRows: readonly UnitRow[]): MappingDocument {
  return {
    rowFilter,
    rows: fieldMappings.map((mapping) => ({
      id: mapping.id,
      sourceColumnId: mapping.sourceColumnId,
      targetColumnId: mapping.targetColumnId,
      direction: mapping.syncDirection,
      transform: mapping.transformRule,
      inverse: mapping.inverseRule,
      nullPolicy: mapping.nullPolicy,
      defaultValue: mapping.defaultValue,
    })),
    unitRows: [...unitRows],
  };
}

/** The examples of what is published. */
export async function unitRowsOf(tx: Tx, definitionId: string): Promise<readonly UnitRow[]> {
  const newest = await tx.mappingVersion.findFirst({
    where: { syncDefId: definitionId },
    orderBy: { version: "desc" },
    select: { document: true },
  });
  return newest ? mappingDocument.parse(newest.document).unitRows : [];
}

async function storeVersion(
  tx: Tx,
  definitionId: string,
  { by, reason }: Publisher,
  unitRows: readonly UnitRow[] | undefined,
): Promise<number> {
  const { mappingVersion, ...present } = await tx.syncDefinition.findUniqueOrThrow({
    where: { id: definitionId },
    select: { mappingVersion: true, rowFilter: true, fieldMappings: { orderBy: { id: "asc" } } },
  });
  const document = documentOf(present, unitRows ?? (await unitRowsOf(tx, definitionId)));
  await tx.$executeRaw`
    INSERT INTO mapping_versions (sync_def_id, version, document, published_by, reason)
    VALUES (${definitionId}::uuid, ${mappingVersion}, ${JSON.stringify(document)}::jsonb, ${by}, ${reason})
    ON CONFLICT (sync_def_id, version) DO NOTHING`;
  return mappingVersion;
}

/**
 * Locks a definition for a change of its mapping, so that two people's changes are two versions, and makes sure that what is published now is
 * kept. Throws `not-found`.
 */
export async function lockMapping(tx: Tx, definitionId: string): Promise<void> {
  const locked = await tx.$queryRaw<
    unknown[]
  >`SELECT id FROM sync_definitions WHERE id = ${definitionId}::uuid FOR UPDATE`;
  if (locked.length === 0) throw new AppError("not-found", { message: "This sync does not exist." });
  await keepVersion(tx, definitionId, { by: "SyncBridge", reason: "As it was when versions began to be kept." });
}

/** Keeps what is published as its version, unless it is kept already. */
export async function keepVersion(tx: Tx, definitionId: string, publisher: Publisher): Promise<void> {
  await storeVersion(tx, definitionId, publisher, undefined);
}

/**
 * A changed mapping, or one that means something else from here on, is a new version: refused rows are judged again, every row is compared by
 * the next run (sync-semantics 6), and the version is kept as it is now. Call it after the change, in its transaction, under `lockMapping`.
 */
export async function raiseVersion(
  tx: Tx,
  definitionId: string,
  publisher: Publisher,
  change: { readonly data?: Prisma.SyncDefinitionUncheckedUpdateInput; readonly unitRows?: readonly UnitRow[] } = {},
): Promise<number> {
  await tx.syncDefinition.update({
    where: { id: definitionId },
    data: { ...change.data, mappingVersion: { increment: 1 }, rescanRequired: true },
    select: { id: true },
  });
  return storeVersion(tx, definitionId, publisher, change.unitRows);
}
