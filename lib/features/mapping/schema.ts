import { z } from "zod";
import { mappingDocument } from "./document/document";

export const fitRef = z.object({ definitionId: z.uuid() });
export type FitRef = z.output<typeof fitRef>;

/** A document to be looked at, not stored. */
export const examineInput = fitRef.extend({ document: mappingDocument });
export type ExamineInput = z.output<typeof examineInput>;

export const saveDraftInput = fitRef.extend({
  /** Of the draft that was edited; null where there was none yet. */
  revision: z.number().int().min(1).nullable(),
  /** The published version that the document began from. */
  baseVersion: z.number().int().min(1),
  document: mappingDocument,
});
export type SaveDraftInput = z.output<typeof saveDraftInput>;

export const draftRef = fitRef.extend({ revision: z.number().int().min(1) });
export type DraftRef = z.output<typeof draftRef>;

const reason = z.string().trim().max(1_000);

/** Publishes the own draft as it stands at this revision. */
export const publishDraftInput = draftRef.extend({ reason });
export type PublishDraftInput = z.output<typeof publishDraftInput>;

export const versionRef = fitRef.extend({ version: z.coerce.number().int().min(1) });
export type VersionRef = z.output<typeof versionRef>;

export const rollBackInput = versionRef.extend({
  /** The version that is published, as the person saw it. */
  publishedVersion: z.number().int().min(1),
  reason,
});
export type RollBackInput = z.output<typeof rollBackInput>;

export const versionFilter = fitRef.extend({
  cursor: z.string().max(4_000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type VersionFilter = z.output<typeof versionFilter>;

/** Which row: its key as people write it (`4711`, `id=4711`), or the n-th of a sample from all over the table. */
const whichRow = z.discriminatedUnion("by", [
  z.object({ by: z.literal("key"), key: z.string().min(1, "Write the row's key.").max(4_000) }),
  z.object({ by: z.literal("sample"), index: z.number().int().min(0).max(19) }),
]);

/** One real row through a document, without writing anything. */
export const tryRowInput = fitRef.extend({ document: mappingDocument, row: whichRow });
export type TryRowInput = z.output<typeof tryRowInput>;

/** Writes one row to the list for real. */
export const testRowInput = fitRef.extend({
  key: z.string().min(1, "Write the row's key.").max(4_000),
  /** Through the own draft, or through what is published. */
  through: z.enum(["draft", "published"]),
});
export type TestRowInput = z.output<typeof testRowInput>;

/** Takes back what a test wrote. */
export const undoTestInput = z.object({ runId: z.uuid() });
export type UndoTestInput = z.output<typeof undoTestInput>;

/** One more list column for a source column, of the type that fits its values best. */
export const createColumnInput = fitRef.extend({
  sourceColumnId: z.uuid("Choose a column."),
  /** Shown name; by default one made of the source column's. */
  displayName: z.string().trim().min(1).max(200).optional(),
});
export type CreateColumnInput = z.output<typeof createColumnInput>;
