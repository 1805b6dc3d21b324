import { type Context, requireAllowed } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { inTransaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors/app-error";
import { recordAudit } from "@/lib/features/audit/record";
import { requireValues } from "@/lib/features/values/queries";
import { createListColumn as addColumn } from "@/lib/sync/editor/create-column";
import { dropDraft, findDraft, storeDraft } from "@/lib/sync/editor/drafts";
import { examineMapping } from "@/lib/sync/editor/examine";
import { publishedOf, restorable, versionOf } from "@/lib/sync/editor/published";
import { readColumnSamples } from "@/lib/sync/editor/samples";
import { tellDifference } from "@/lib/sync/editor/tell-difference";
import { tryRow as tryOne } from "@/lib/sync/editor/try-row";
import { loadDefinition, type StoredDefinition } from "@/lib/sync/load-definition";
import { lockMapping } from "@/lib/sync/mapping-versions";
import { measureFit } from "@/lib/sync/measure-fit";
import { asPublishable, publishDocument } from "@/lib/sync/publish-mapping";
import { rowsJson } from "@/lib/sync/rows-json";
import { finishTest, openTest, prepareForTest, requireUndoable } from "@/lib/sync/test/open-test";
import { withDocument } from "@/lib/sync/with-document";
import { differenceOf } from "./document/difference";
import { isSameDocument, type MappingDocument } from "./document/document";
import { merge3 } from "./document/merge";
import { mappingPolicies } from "./policy";
import type {
  CreateColumnInput,
  DraftRef,
  FitRef,
  PublishDraftInput,
  RollBackInput,
  SaveDraftInput,
  TestRowInput,
  TryRowInput,
  UndoTestInput,
} from "./schema";
import type {
  ColumnSamples,
  CreatedColumn,
  PublishResult,
  RollBackResult,
  SaveDraftResult,
  TestRun,
  TriedRow,
} from "./types";

/**
 * Looks at the table's rows and keeps how well each mapping fits them. The audit trail tells who looked, never what they saw.
 * Throws `not-found`, otherwise as `measureFit`.
 */
export async function measureFits(
  context: Context,
  input: FitRef,
): Promise<{ readonly rows: number; readonly isWhole: boolean }> {
  requireAllowed(context, mappingPolicies.measure);
  const stored = await loadDefinition(input.definitionId);
  const { measures, rows, isWhole, instanceLabel } = await measureFit(stored);
  const found = [...measures].map(([id, measure]) => ({ id, measure }));
  await inTransaction(async (tx) => {
    // A mapping that was removed meanwhile has nothing to be told of.
    await tx.$executeRaw`
      INSERT INTO mapping_fits (field_mapping_id, sync_def_id, mapping_version, instance_label, is_whole, measure)
      SELECT m.id, m.sync_def_id, ${stored.mappingVersion}, ${instanceLabel}, ${isWhole}, f.measure
      FROM jsonb_to_recordset(${rowsJson(found)}::jsonb) AS f(id uuid, measure jsonb) JOIN field_mappings m ON m.id = f.id
      ON CONFLICT (field_mapping_id) DO UPDATE SET mapping_version = excluded.mapping_version, measured_at = clock_timestamp(),
        instance_label = excluded.instance_label, is_whole = excluded.is_whole, measure = excluded.measure`;
    await recordAudit(tx, context, {
      action: "sync.fit-measured",
      targetKind: "sync",
      targetId: stored.id,
      targetName: stored.name,
      after: { instance: instanceLabel, rows, mappings: measures.size },
    });
  });
  return { rows, isWhole };
}

/** A draft's mapping, published or not, under the definition's lock. Throws `not-found`. */
async function openMapping(tx: Tx, definitionId: string) {
  await lockMapping(tx, definitionId);
  const stored = await loadDefinition(definitionId, tx);
  return { stored, published: await publishedOf(stored, tx) };
}

/**
 * Keeps a person's draft, problems or not. Another window that saved meanwhile is not overwritten: the answer is its draft. Throws `not-found`,
 * `input-invalid` for a base that was never published.
 */
export async function saveDraft(context: Context, input: SaveDraftInput): Promise<SaveDraftResult> {
  requireAllowed(context, mappingPolicies.define);
  return inTransaction(async (tx) => {
    const published = await tx.syncDefinition.findUnique({
      where: { id: input.definitionId },
      select: { mappingVersion: true },
    });
    if (!published) throw new AppError("not-found", { message: "This sync does not exist." });
    if (input.baseVersion > published.mappingVersion)
      throw new AppError("input-invalid", { message: `Version ${input.baseVersion} was never published.` });
    const draft = await storeDraft(tx, context.actor, input);
    if (draft) return { ok: true, draft };
    return { ok: false, reason: "stale", draft: await findDraft(tx, input.definitionId, context.actor) };
  });
}

/** Lets go of a draft as it was seen. What another window saved meanwhile stays, and is the answer. */
export async function discardDraft(
  context: Context,
  input: DraftRef,
): Promise<{ readonly draft: SaveDraftResult["draft"] }> {
  requireAllowed(context, mappingPolicies.define);
  return inTransaction(async (tx) => {
    await dropDraft(tx, context.actor, input.definitionId, input.revision);
    return { draft: await findDraft(tx, input.definitionId, context.actor) };
  });
}

/**
 * Publishes a person's draft as the next version: field mappings, filter, version, audit row and the wish to compare everything come into being
 * together. Answers, and changes nothing, where the draft has errors, was saved elsewhere, or begins from a version that somebody else's has
 * replaced; then with both sides merged. A run under way goes on with the rows that it has planned; the next one compares everything.
 */
export async function publishDraft(context: Context, input: PublishDraftInput): Promise<PublishResult> {
  requireAllowed(context, mappingPolicies.define);
  return inTransaction(async (tx) => {
    const { stored, published } = await openMapping(tx, input.definitionId);
    const draft = await findDraft(tx, stored.id, context.actor);
    if (draft?.revision !== input.revision) return { ok: false, reason: "stale", draft };
    const base = await versionOf(tx, stored.id, draft.baseVersion);
    // Versions that changed something else than the mapping are nobody's edit of it.
    if (draft.baseVersion !== published.version && !(base && isSameDocument(base, published.document))) {
      const began = base ?? { rowFilter: null, rows: [], unitRows: [] };
      const merged = merge3(began, draft.document, published.document);
      return { ok: false, reason: "behind", published, theirs: differenceOf(began, published.document), merged };
    }
    const result = await publish(tx, context, { stored, published }, draft.document, {
      action: "sync.mapping-published",
      reason: input.reason || null,
      notRestored: [],
    });
    if (result.ok) await dropDraft(tx, context.actor, stored.id, draft.revision);
    return result;
  });
}

/**
 * Publishes an earlier version again, as a new one. What stood on columns that are gone is not restored, and the answer names it. Drafts stay as
 * they are. Throws `not-found`.
 */
export async function rollBack(context: Context, input: RollBackInput): Promise<RollBackResult> {
  requireAllowed(context, mappingPolicies.define);
  return inTransaction(async (tx) => {
    const { stored, published } = await openMapping(tx, input.definitionId);
    const wanted = await versionOf(tx, stored.id, input.version);
    const seen = await versionOf(tx, stored.id, input.publishedVersion);
    if (!wanted || !seen) throw new AppError("not-found", { message: "This version does not exist." });
    if (input.publishedVersion !== published.version && !isSameDocument(seen, published.document)) {
      const theirs = differenceOf(seen, published.document);
      return { ok: false, reason: "behind", published, theirs, merged: { document: wanted, clashes: [] } };
    }
    const { document, notRestored } = await restorable(tx, stored, wanted);
    const reason = input.reason || `Rolled back to version ${input.version}.`;
    return publish(tx, context, { stored, published }, document, {
      action: "sync.mapping-rolled-back",
      reason,
      notRestored,
    });
  });
}

/** Publishes a document that has no errors and differs. */
async function publish(
  tx: Tx,
  context: Context,
  { stored, published }: Awaited<ReturnType<typeof openMapping>>,
  document: MappingDocument,
  how: { readonly action: string; readonly reason: string | null; readonly notRestored: readonly string[] },
): Promise<PublishResult> {
  const { action, reason, notRestored } = how;
  if (isSameDocument(document, published.document)) return { ok: false, reason: "no-difference" };
  const { problems, columns } = await examineMapping(stored, document, tx);
  const errors = problems.filter(({ severity }) => severity === "error");
  if (errors.length > 0) return { ok: false, reason: "problems", problems: errors };
  const told = tellDifference(differenceOf(published.document, document), columns);
  const entry = {
    action,
    before: { version: published.version },
    after: { version: published.version + 1, reason, ...told, ...(notRestored.length > 0 ? { notRestored } : {}) },
  };
  const { version, difference } = await publishDocument(tx, context, stored, document, { reason, entry });
  return { ok: true, version, difference, notRestored };
}

/** What real rows hold in each column of the table: up to five values, from all over it. The look is recorded, never what was seen. Throws as `askSource`. */
export async function getColumnSamples(context: Context, input: FitRef): Promise<ColumnSamples> {
  requireAllowed(context, mappingPolicies.read);
  await requireValues(context, { definitionId: input.definitionId });
  const stored = await loadDefinition(input.definitionId);
  const samples = await readColumnSamples(stored);
  await recordLook(context, stored, "sync.samples-read", { instance: samples.instanceLabel, rows: samples.rows });
  return samples;
}

/** One real row through a document that is being edited; writes nothing. The look is recorded, never what was seen. Throws as `tryRow` of `lib/sync/editor`. */
export async function tryRow(context: Context, input: TryRowInput): Promise<TriedRow> {
  requireAllowed(context, mappingPolicies.define);
  const stored = await loadDefinition(input.definitionId);
  const made = await tryOne(await withDocument(stored, input.document), input.row);
  await recordLook(context, stored, "sync.row-tried", { instance: made.instanceLabel });
  return made;
}

/**
 * Adds a list column for a column of the table, of the type that fits its values best; nothing is mapped yet. Throws as `createListColumn` of
 * `lib/sync/editor`.
 */
export async function createListColumn(context: Context, input: CreateColumnInput): Promise<CreatedColumn> {
  requireAllowed(context, mappingPolicies.define);
  const { definitionId, sourceColumnId, displayName } = input;
  const stored = await loadDefinition(definitionId);
  const made = await addColumn(stored, { sourceColumnId, displayName, by: context.actor.name });
  await inTransaction((tx) =>
    recordAudit(tx, context, {
      action: "list.column-added",
      targetKind: "list",
      targetId: stored.targetListId,
      targetName: stored.targetList.displayName,
      after: { definitionId, column: made.column.name, type: made.column.type },
    }),
  );
  return made;
}

/**
 * Writes one row to the list for real, through the own draft or what is published, as a run of its own under the definition's lease. The ledger knows the
 * item from then on, so that the next run goes on with it. Throws `in-use` while a run is open or the last one's writes are in doubt, `input-invalid` for
 * a key that is none.
 */
export async function sendTestRow(context: Context, input: TestRowInput): Promise<TestRun> {
  requireAllowed(context, mappingPolicies.test);
  const { definitionId, key, through } = input;
  await prepareForTest(definitionId);
  const runId = await inTransaction(async (tx) => {
    const { stored, published } = await openMapping(tx, definitionId);
    const draft = through === "draft" ? await findDraft(tx, definitionId, context.actor) : null;
    if (through === "draft" && !draft) throw new AppError("not-found", { message: "There is no draft of yours." });
    const document = await asPublishable(tx, stored, draft?.document ?? published.document);
    return openTest(tx, context, stored, { kind: "row", key, document, undoes: null, told: { through } });
  });
  return finishTest(runId);
}

/**
 * Takes back what a test row wrote: deletes the item that it made, or gives the fields that it changed their former values. Refuses, and changes nothing,
 * when a person or a run has changed the item since. Throws as `sendTestRow`.
 */
export async function undoTestRow(context: Context, input: UndoTestInput): Promise<TestRun> {
  requireAllowed(context, mappingPolicies.test);
  const runId = await inTransaction(async (tx) => {
    const { definitionId, record } = await requireUndoable(tx, input.runId);
    const { stored } = await openMapping(tx, definitionId);
    const { identity: key, document } = record;
    return openTest(tx, context, stored, { kind: "undo", key, document, undoes: input.runId, told: {} });
  });
  return finishTest(runId);
}

async function recordLook(context: Context, stored: StoredDefinition, action: string, after: object): Promise<void> {
  await inTransaction((tx) =>
    recordAudit(tx, context, { action, targetKind: "sync", targetId: stored.id, targetName: stored.name, after }),
  );
}
