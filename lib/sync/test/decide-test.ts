import { db } from "@/lib/db/client";
import { decideRow, judgeRow } from "@/lib/engine/decide-row";
import { compileRowFilter } from "@/lib/engine/expression/row-filter";
import { identityReader } from "@/lib/engine/identity";
import { changedFields, compileMapping } from "@/lib/engine/mapping";
import type { PlannedOperation } from "@/lib/engine/operation";
import { holds } from "@/lib/engine/outcome";
import type { ListItem, ListPort, RunStore } from "@/lib/engine/ports";
import type { ReferencePort } from "@/lib/engine/reference-port";
import { compileReferences } from "@/lib/engine/references";
import type { ContentHash, Definition, FieldValues, Identity, LedgerEntry, MappingId } from "@/lib/engine/types";
import { sameValue } from "@/lib/engine/value";
import { AppError } from "@/lib/errors/app-error";
import type { StoredDefinition } from "../load-definition";
import { nameRow } from "../row/row-identity";
import { readSourceRow } from "../row/source-row";
import { pickFields, readTestRecord, type TestRecord } from "./test-record";

/** What a test will write, or why it writes nothing. */
export type DecidedTest =
  | { readonly operation: PlannedOperation; readonly before: FieldValues | null; readonly written: FieldValues | null }
  | { readonly operation: null; readonly isRight: boolean; readonly code: string; readonly reason: string };

export interface TestPorts {
  readonly list: ListPort;
  readonly references: ReferencePort;
  readonly store: Pick<RunStore, "lookup">;
}

const not = (code: string, reason: string): DecidedTest => ({ operation: null, isRight: false, code, reason });

async function entryOf(store: TestPorts["store"], { hash }: Identity): Promise<LedgerEntry | null> {
  const { changed } = await store.lookup([{ hash, contentHash: null }]);
  return changed.get(hash) ?? null;
}

/**
 * Decides about one row as a run does (`decideRow`), through the mapping that is tested. What the list holds now of the fields that an update changes is
 * kept, so that it can be restored.
 */
export async function decideTest(
  stored: StoredDefinition,
  definition: Definition,
  record: TestRecord,
  { list, references: port, store }: TestPorts,
  signal: AbortSignal,
): Promise<DecidedTest> {
  const named = nameRow(stored, record.identity);
  if (!named.ok) return not("input-invalid", named.message);
  const { rows, columns } = await readSourceRow(stored, definition, named);
  const [row, twin] = rows;
  if (!row) return not("not-found", `The table has no row ${record.identity}.`);
  if (twin) return not("key-duplicate", "Several rows have this key: none of them is written.");
  const references = compileReferences(definition.mappings, columns, port, definition.facts);
  await references?.resolve([row], signal);
  const map = compileMapping(definition, columns, references);
  const judged = judgeRow(identityReader(definition, columns)(row), row, compileRowFilter(definition, columns), map);
  if (judged.fault) return not(judged.fault.code, judged.fault.message);
  if (judged.mapped === null) return not("filter-failed", "The row filter leaves it out.");
  const entry = await entryOf(store, judged.identity);
  const known = { changed: new Map([[judged.identity.hash, entry]]), refused: new Map(), rejected: new Set<never>() };
  const decision = decideRow(definition, judged.identity, judged.mapped, known);
  if (decision.kind !== "operation") return not("in-use", "A person decides about this row's item first.");
  const { operation } = decision;
  if (operation.kind === "RECORD")
    return { operation: null, isRight: true, code: "", reason: "The item holds these values already." };
  if (operation.itemId === null) return { operation, before: null, written: null };
  const item = (await list.readItems([operation.itemId], signal)).get(operation.itemId);
  const written = changedFields(operation.intended, operation.before);
  return { operation, before: item ? pickFields(item.values, written) : null, written };
}

/** Whether the item is not as the test left it: by its eTag where that is known, else by what it holds and who changed it last. */
function isTouched(item: ListItem, entry: LedgerEntry, written: FieldValues): boolean {
  if (entry.etag !== null) return item.etag !== entry.etag;
  return !holds(item, written) || item.isByPerson === true;
}

/** Decides how a test is taken back: the item that it made goes, or the fields that it changed get their former values. */
export async function decideUndo(
  definition: Definition,
  definitionId: string,
  record: TestRecord,
  { list, store }: TestPorts,
  signal: AbortSignal,
): Promise<DecidedTest> {
  const runId = record.undoes ?? "";
  const undone = await readTestRecord(runId);
  const did = await db().syncOperation.findFirst({ where: { syncRunId: runId, state: "DONE" } });
  if (!did || did.spItemId === null) throw new AppError("not-found", { message: "This test wrote nothing." });
  const identity = { text: did.sourceIdentity, hash: did.sourceIdentityHash } as Identity;
  const [entry, { lastRunId } = { lastRunId: null }] = [
    await entryOf(store, identity),
    (await db().syncLedgerEntry.findFirst({
      where: { syncDefId: definitionId, sourceIdentityHash: identity.hash },
      select: { lastRunId: true },
    })) ?? undefined,
  ];
  if (!entry || entry.itemId !== did.spItemId) return not("not-found", "The row has another item by now.");
  if (lastRunId !== runId) return not("in-use", "A run has written this row since: the list holds its values.");
  const item = (await list.readItems([did.spItemId], signal)).get(did.spItemId);
  if (!item) return not("graph-not-found", "The item is gone from the list.");
  const common = { identity, itemId: item.itemId, expectedEtag: item.etag, cause: null, before: entry.base };
  if (undone.did === "created") {
    const written = entry.base ?? {};
    if (isTouched(item, entry, written)) return not("edited-in-list", "Somebody changed the item since; it stays.");
    const contentHash = entry.contentHash ?? ("" as ContentHash);
    return { operation: { ...common, kind: "DELETE", intended: {}, contentHash }, before: null, written: null };
  }
  const { before, written } = undone;
  if (undone.did !== "updated" || !before || !written)
    return not("not-found", "What stood in the item before is not known.");
  const isSame = !isTouched(item, entry, written);
  const edited = (Object.keys(written) as MappingId[]).filter((id) => !sameValue(item.values[id] ?? null, written[id]));
  if (!isSame && edited.length > 0) {
    const names = edited.map((id) => definition.mappings.find((each) => each.id === id)?.target.name ?? "a column");
    return not(
      "edited-in-list",
      `Somebody changed ${names.map((name) => `“${name}”`).join(", ")} since; the item stays as it is.`,
    );
  }
  // No content: the next run compares the row anew.
  return {
    operation: { ...common, kind: "UPDATE", intended: before, contentHash: "" as ContentHash },
    before: null,
    written: null,
  };
}
