import type { Actor } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { type MappingDocument, mappingDocument } from "@/lib/features/mapping/document/document";
import type { MappingDraft } from "@/lib/features/mapping/types";

/** Whose a draft is: people by their id, others by what they are. */
export function draftOwner(actor: Actor): string {
  return actor.kind === "person" ? actor.userId : `${actor.kind}:${actor.name}`;
}

interface DraftRow {
  readonly baseVersion: number;
  readonly revision: number;
  readonly document: unknown;
  readonly updatedAt: Date;
}

export function toDraft({ baseVersion, revision, document, updatedAt }: DraftRow): MappingDraft {
  return { baseVersion, revision, document: mappingDocument.parse(document), updatedAt };
}

/** The draft of one person; null where there is none. */
export async function findDraft(tx: Tx, definitionId: string, actor: Actor): Promise<MappingDraft | null> {
  const row = await tx.mappingDraft.findUnique({
    where: { syncDefId_userId: { syncDefId: definitionId, userId: draftOwner(actor) } },
  });
  return row ? toDraft(row) : null;
}

/**
 * Stores a draft in place of the revision that was edited (null: there was none); null where another one is stored meanwhile, which is left as
 * it is.
 */
export async function storeDraft(
  tx: Tx,
  actor: Actor,
  draft: {
    readonly definitionId: string;
    readonly revision: number | null;
    readonly baseVersion: number;
    readonly document: MappingDocument;
  },
): Promise<Omit<MappingDraft, "document"> | null> {
  const { definitionId, revision, baseVersion } = draft;
  const owner = draftOwner(actor);
  const document = JSON.stringify(draft.document);
  const [stored] =
    revision === null
      ? await tx.$queryRaw<Omit<DraftRow, "document">[]>`
          INSERT INTO mapping_drafts (sync_def_id, user_id, user_name, base_version, document)
          VALUES (${definitionId}::uuid, ${owner}, ${actor.name}, ${baseVersion}, ${document}::jsonb)
          ON CONFLICT DO NOTHING
          RETURNING base_version AS "baseVersion", revision, updated_at AS "updatedAt"`
      : await tx.$queryRaw<Omit<DraftRow, "document">[]>`
          UPDATE mapping_drafts SET base_version = ${baseVersion}, document = ${document}::jsonb, revision = revision + 1,
            user_name = ${actor.name}, updated_at = clock_timestamp()
          WHERE sync_def_id = ${definitionId}::uuid AND user_id = ${owner} AND revision = ${revision}
          RETURNING base_version AS "baseVersion", revision, updated_at AS "updatedAt"`;
  return stored ?? null;
}

/** Removes a draft at a revision; false where it was saved again meanwhile, or is gone. */
export async function dropDraft(tx: Tx, actor: Actor, definitionId: string, revision: number): Promise<boolean> {
  const { count } = await tx.mappingDraft.deleteMany({
    where: { syncDefId: definitionId, userId: draftOwner(actor), revision },
  });
  return count > 0;
}
