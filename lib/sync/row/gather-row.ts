import { db } from "@/lib/db/client";
import { compileExpression } from "@/lib/engine/expression/compile";
import { compileMapping, type MappedRow } from "@/lib/engine/mapping";
import { compileReferences, isReference } from "@/lib/engine/references";
import type { Definition, SourceRow } from "@/lib/engine/types";
import type { Asked, RowFacts } from "@/lib/engine/why-facts";
import { SyncError } from "@/lib/errors/app-error";
import {
  defaultNamespace,
  pausedParent,
  problemsOf,
  type StoredDefinition,
  toEngineDefinition,
} from "../load-definition";
import { openGraph } from "../open-graph";
import { MetastoreReferences } from "../references";
import { asked, withPatience } from "./asked";
import { type FoundItem, readRowItem } from "./list-item";
import { type RejectionRecord, type RowQuestion, type RowRecord, readRowRecord } from "./row-record";
import { type RunRecord, readRunRecord } from "./run-record";
import { type FoundRows, readSourceRow } from "./source-row";

/** All that three stores know of one row at one moment; each part stands by itself. */
export interface GatheredRow {
  readonly record: RowRecord;
  /** Null for a definition that cannot run. */
  readonly definition: Definition | null;
  readonly source: Asked<FoundRows>;
  readonly list: Asked<FoundItem | null>;
  /** The row through the mapping; null without a row, or without a mapping that can be read. */
  readonly mapped: Asked<MappedRow> | null;
  readonly facts: RowFacts;
}

/**
 * Gathers what source, list and metastore know of a row: one look-up by key, one reading of the list, a few indexed queries. A store that does not
 * answer is a fact like others. Throws only what no store is to blame for.
 */
export async function gatherRow(stored: StoredDefinition, question: RowQuestion): Promise<GatheredRow> {
  const record = await readRowRecord(stored, question);
  const definition = readable(stored);
  const itemId = record.entry?.itemId ?? ("itemId" in question ? question.itemId : null);
  const [source, list, runs] = await Promise.all([
    asked(readSourceRow(stored, definition, record.named)),
    asked(readRowItem(stored, definition, { itemId, hash: record.hash })),
    readRunRecord(stored.id, record.hash),
  ]);
  const mapped = await mapRow(stored, definition, source);
  const owner = list.ok && list.value ? await ownerOf(stored, record, list.value.item.itemId) : null;
  const facts = factsOf(stored, { record, definition, source, list, mapped, runs, owner });
  return { record, definition, source, list, mapped, facts };
}

/** The engine's view of a definition for a look at one row: what tells of a run tells of this look. Throws its first problem. */
export function definitionOf(stored: StoredDefinition): Definition {
  const look = { id: stored.id, startedAt: new Date() };
  return toEngineDefinition(stored, stored.identityNamespace ?? defaultNamespace(stored), look);
}

function readable(stored: StoredDefinition): Definition | null {
  try {
    return definitionOf(stored);
  } catch (error) {
    // What keeps it from running is told as a fact of its own.
    if (error instanceof SyncError) return null;
    throw error;
  }
}

async function mapRow(
  stored: StoredDefinition,
  definition: Definition | null,
  source: Asked<FoundRows>,
): Promise<Asked<MappedRow> | null> {
  if (!definition || !source.ok) return null;
  const { rows, columns } = source.value;
  const [row] = rows;
  return row ? asked(throughMapping(stored, definition, columns, row)) : null;
}

async function throughMapping(
  { targetList: { site } }: StoredDefinition,
  definition: Definition,
  columns: FoundRows["columns"],
  row: SourceRow,
): Promise<MappedRow> {
  if (!definition.mappings.some((mapping) => isReference(mapping.target)))
    return compileMapping(definition, columns, null)(row);
  const port = new MetastoreReferences(site, openGraph(site.connection));
  const references = compileReferences(definition.mappings, columns, port);
  await withPatience(async (signal) => references?.resolve([row], signal));
  return compileMapping(definition, columns, references)(row);
}

/** Who owns the item, where it is another row than the one that is asked about. */
async function ownerOf(stored: StoredDefinition, record: RowRecord, itemId: number): Promise<RowFacts["owner"]> {
  // The states of the index sync_ledger_item_owner_key.
  const [owner] = await db().$queryRaw<{ definition: string; identity: string }[]>`
    SELECT d.name AS definition, l.source_identity AS identity FROM sync_ledger l JOIN sync_definitions d ON d.id = l.sync_def_id
    WHERE l.sp_list_id = ${stored.targetList.listId} AND l.sp_item_id = ${itemId}
      AND l.state IN ('LINKED', 'MOVING', 'PENDING_DELETE', 'PARTIAL', 'ARCHIVED', 'ASKED')
      AND (l.sync_def_id <> ${stored.id}::uuid OR l.source_identity_hash <> ${record.hash ?? ""})`;
  return owner ?? null;
}

interface Parts {
  readonly record: RowRecord;
  readonly definition: Definition | null;
  readonly source: Asked<FoundRows>;
  readonly list: Asked<FoundItem | null>;
  readonly mapped: Asked<MappedRow> | null;
  readonly runs: RunRecord;
  readonly owner: RowFacts["owner"];
}

const iso = (at: Date | null) => at?.toISOString() ?? null;

function factsOf(stored: StoredDefinition, parts: Parts): RowFacts {
  const { record, definition, source, list, mapped, runs, owner } = parts;
  const { entry, openOperation: operation, openRejection, named } = record;
  return {
    key: { text: record.text, problem: named.ok || entry ? null : named.message },
    definition: definitionFacts(stored, runs),
    source: source.ok
      ? { ok: true, value: { instance: source.value.instanceLabel, rows: rowsMeant(source.value, record) } }
      : source,
    filter: filterFacts(definition, source),
    mapping: mappingFacts(mapped),
    rejection: openRejection && rejectionFacts(openRejection, mapped, stored.mappingVersion),
    operation: operation && {
      kind: operation.kind,
      state: operation.state,
      attempts: operation.attempts,
      notBefore: iso(operation.notBefore),
      outcomeCode: operation.outcomeCode,
      runId: operation.runId,
      isRunOpen: operation.isRunOpen,
    },
    openRun: runs.openRun,
    halt: runs.halt,
    entry: entry && {
      state: entry.state,
      itemId: entry.itemId,
      cause: entry.cause,
      leftAt: iso(entry.leftAt),
      lastSyncAt: iso(entry.lastSyncAt),
    },
    list: list.ok
      ? { ok: true, value: list.value && { itemId: list.value.item.itemId, foundBy: list.value.foundBy } }
      : list,
    owner,
  };
}

/** Of equal rows that only a number tells apart, one is meant. */
function rowsMeant({ rows }: FoundRows, { named }: RowRecord): number {
  if (!named.ok || named.number === null) return rows.length;
  return rows.length >= named.number ? 1 : 0;
}

/** The filter over the row, with the values of the columns that it names. */
function filterFacts(definition: Definition | null, source: Asked<FoundRows>): RowFacts["filter"] {
  if (definition === null || definition.rowFilter === null || !source.ok) return null;
  const { rows, columns } = source.value;
  const [row] = rows;
  const compiled = compileExpression(definition.rowFilter, columns, { expects: "boolean", facts: definition.facts });
  if (!row || !compiled.ok) return null;
  const expression = definition.rowFilter;
  const result = compiled.evaluate(row);
  if (!result.ok) return { expression, passes: null, message: result.message };
  const used = [...compiled.columnsUsed].map((name) => {
    const value = row[columns.findIndex((column) => column.name === name)] ?? null;
    return `${name} is ${value === null ? "empty" : `“${value}”`}`;
  });
  return { expression, passes: result.value === "true", message: used.length === 0 ? "" : `${used.join(", ")}.` };
}

function mappingFacts(mapped: Parts["mapped"]): RowFacts["mapping"] {
  if (!mapped?.ok) return mapped;
  if (mapped.value.ok) return { ok: true, value: { fits: true } };
  const { code, field, message, parent = null } = mapped.value;
  return { ok: true, value: { fits: false, code, field, message, parent } };
}

function definitionFacts(stored: StoredDefinition, runs: RunRecord): RowFacts["definition"] {
  const { haltedCode, haltedReason, haltedAt, cursorColumn } = stored;
  return {
    name: stored.name,
    mode: stored.syncMode,
    isEnabled: stored.isEnabled,
    onSourceDelete: stored.onSourceDelete,
    onLeftFilter: stored.onLeftFilter,
    onListDelete: stored.onListDelete,
    pausedParent: pausedParent(stored)?.message ?? null,
    problems: problemsOf(stored).map((problem) => problem.message),
    halted: haltedCode === null ? null : { code: haltedCode, message: haltedReason ?? "", at: iso(haltedAt) },
    nextRunAt: stored.isEnabled ? iso(stored.nextRunAt) : null,
    lastCompletedAt: runs.lastCompletedAt,
    cursorColumn: stored.cursorStrategy === "UPDATED_AT" ? (cursorColumn?.columnName ?? null) : null,
  };
}

function rejectionFacts(
  rejection: RejectionRecord,
  mapped: Parts["mapped"],
  mappingVersion: number,
): NonNullable<RowFacts["rejection"]> {
  const { origin, code, field, message, attempts, contentHash } = rejection;
  const isSameContent =
    mapped?.ok && mapped.value.ok
      ? mapped.value.contentHash === contentHash && mappingVersion === rejection.mappingVersion
      : null;
  return {
    origin,
    code,
    field,
    message,
    attempts,
    firstSeenAt: rejection.firstSeenAt.toISOString(),
    nextRetryAt: iso(rejection.nextRetryAt),
    isSameContent,
  };
}
