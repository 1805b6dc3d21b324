import { identityReader } from "./identity";
import type { MappedRow } from "./mapping";
import { changedFields, columnsToRead, compileMapping } from "./mapping";
import type { KnownRows, ReferencePort, RunStore, SourcePort } from "./ports";
import { compileReferences } from "./references";
import { SeenIdentities } from "./seen-identities";
import type {
  Definition,
  Identity,
  IdentityHash,
  LedgerEntry,
  OperationKind,
  PlannedOperation,
  Rejection,
  RunCounts,
  SourceRow,
} from "./types";
import { withUnsettled } from "./unsettled";

/** What is to be done about one row. */
export type RowDecision =
  | { readonly kind: "unchanged" }
  | { readonly kind: "operation"; readonly operation: PlannedOperation }
  | { readonly kind: "rejected"; readonly rejection: Rejection }
  /** Refused by Graph before, with the same content, and its next try is not due. */
  | { readonly kind: "still-refused" };

/** Compares one readable row with what is known of it. Pure: the same inputs give the same decision. */
export function decideRow(
  definition: Pick<Definition, "mappingVersion">,
  identity: Identity,
  mapped: MappedRow,
  known: KnownRows,
): RowDecision {
  if (!mapped.ok) {
    const { code, message, field } = mapped;
    return { kind: "rejected", rejection: { identity, origin: "LOCAL", code, field, message, contentHash: null } };
  }
  const refused = known.refused.get(identity.hash);
  if (refused && refused.contentHash === mapped.contentHash && refused.mappingVersion === definition.mappingVersion) {
    return { kind: "still-refused" };
  }
  const entry = known.changed.get(identity.hash);
  if (entry === undefined) return { kind: "unchanged" };
  const { contentHash } = mapped;
  if (entry === null || entry.itemId === null || entry.state === "PENDING_CREATE" || entry.state === "DELETED") {
    const operation = {
      kind: "CREATE",
      identity,
      itemId: null,
      expectedEtag: null,
      cause: null,
      intended: mapped.values(null),
      before: null,
      contentHash,
    } as const;
    return { kind: "operation", operation };
  }
  if (isLeftAlone(entry)) return { kind: "unchanged" };
  const intended = mapped.values(entry.base);
  const isRight = Object.keys(changedFields(intended, entry.base)).length === 0;
  const operation = {
    kind: isRight ? "RECORD" : "UPDATE",
    identity,
    itemId: entry.itemId,
    expectedEtag: entry.etag,
    cause: null,
    intended,
    before: entry.base,
    contentHash,
  } as const;
  return { kind: "operation", operation };
}

/** Entries that wait for a person or are in the middle of something else; a push does not touch them. */
function isLeftAlone(entry: LedgerEntry): boolean {
  return (
    entry.state === "DETACHED" ||
    entry.state === "ASKED" ||
    entry.state === "MOVING" ||
    entry.state === "PENDING_DELETE"
  );
}

/**
 * The decide phase: reads the table in one snapshot and spools only what differs. Nothing is written to the list.
 * Restarts from the beginning after a crash, since a snapshot does not outlive its connection. Throws the ports' SyncErrors.
 */
export async function decide(
  definition: Definition,
  ports: { readonly source: SourcePort; readonly store: RunStore; readonly references: ReferencePort },
  signal: AbortSignal,
): Promise<RunCounts> {
  const snapshot = await ports.source.open(columnsToRead(definition), signal);
  try {
    const { rowsExpected, isComplete, isStale } = snapshot;
    await ports.store.beginDeciding({ rowsExpected, isComplete });
    const identify = identityReader(definition, snapshot.columns);
    const references = compileReferences(definition.mappings, snapshot.columns, ports.references, definition.facts);
    const map = compileMapping(definition, snapshot.columns, references);
    const seen = new SeenIdentities();
    let counts = noCounts;
    const { store } = ports;
    for await (const rows of isComplete ? snapshot.pages() : withUnsettled(definition, snapshot, store, seen)) {
      signal.throwIfAborted();
      await references?.resolve(rows, signal);
      counts = await decidePage(definition, rows, { identify, map, isComplete, isStale, seen, store, counts });
    }
    signal.throwIfAborted();
    const { freshnessToken, takenAt } = snapshot;
    await store.endDeciding({ freshnessToken, takenAt, isStale, position: snapshot.position() });
    return counts;
  } finally {
    await snapshot.close();
  }
}

const noCounts: RunCounts = {
  rowsRead: 0,
  rowsUnchanged: 0,
  rowsRejected: 0,
  rowsFiltered: 0,
  rowsStale: 0,
  plannedCreates: 0,
  plannedUpdates: 0,
  plannedDeletes: 0,
  plannedMarks: 0,
  plannedRecords: 0,
};

const countOf = {
  CREATE: "plannedCreates",
  UPDATE: "plannedUpdates",
  DELETE: "plannedDeletes",
  MARK: "plannedMarks",
  RECORD: "plannedRecords",
} as const satisfies Record<OperationKind, keyof RunCounts>;

interface PageTools {
  readonly identify: ReturnType<typeof identityReader>;
  readonly map: (row: SourceRow) => MappedRow;
  readonly isComplete: boolean;
  readonly isStale: boolean;
  /** Identities of all rows of this reading so far. */
  readonly seen: SeenIdentities;
  readonly store: RunStore;
  readonly counts: RunCounts;
}

/** Whether an operation changes what a fresher reading has left: an item, or the end of one. A row that the ledger has never met is new. */
function isOverwrite({ kind, identity }: PlannedOperation, known: KnownRows): boolean {
  const entry = known.changed.get(identity.hash);
  return kind !== "CREATE" || (entry != null && entry.state !== "PENDING_CREATE");
}

function duplicate(identity: Identity): Rejection {
  const message = "Several rows of this reading have the same key.";
  return { identity, origin: "LOCAL", code: "key-duplicate", field: null, message, contentHash: null };
}

async function decidePage(definition: Definition, rows: readonly SourceRow[], tools: PageTools): Promise<RunCounts> {
  const read = rows.map((row) => {
    const identified = tools.identify(row);
    return "emptyKey" in identified ? identified : { ...identified, mapped: tools.map(row) };
  });
  const doubled = new Set<IdentityHash>();
  const first: IdentityHash[] = [];
  for (const row of read) {
    if ("emptyKey" in row) continue;
    const { hash } = row.identity;
    if (tools.seen.add(hash)) first.push(hash);
    else doubled.add(hash);
    for (const clash of row.clashing ?? []) doubled.add(clash.hash);
  }
  const known = await tools.store.lookup(
    read.map((row) => ({
      hash: row.identity.hash,
      contentHash: "mapped" in row && row.mapped.ok ? row.mapped.contentHash : null,
    })),
  );
  const operations: PlannedOperation[] = [];
  const rejections: Rejection[] = [];
  const resolved: IdentityHash[] = [];
  const counts = { ...tools.counts };
  if (doubled.size > 0) {
    const revoked = await tools.store.revoke([...doubled]);
    for (const { kind } of revoked) counts[countOf[kind]]--;
    counts.rowsRejected += revoked.length;
  }
  const onPage = new Set(read.map((row) => row.identity.hash));
  const earlier = read.flatMap((row) => ("clashing" in row ? (row.clashing ?? []) : []));
  for (const identity of earlier) if (!onPage.has(identity.hash)) rejections.push(duplicate(identity));
  for (const row of read) {
    const { identity } = row;
    counts.rowsRead++;
    if ("emptyKey" in row) {
      const message = `The key column "${row.emptyKey}" is empty.`;
      rejections.push({ identity, origin: "LOCAL", code: "key-null", field: row.emptyKey, message, contentHash: null });
      counts.rowsRejected++;
      continue;
    }
    if (doubled.has(identity.hash)) {
      rejections.push(duplicate(identity));
      counts.rowsRejected++;
      continue;
    }
    const decision = decideRow(definition, identity, row.mapped, known);
    switch (decision.kind) {
      case "unchanged":
        counts.rowsUnchanged++;
        if (known.rejected.has(identity.hash)) resolved.push(identity.hash);
        break;
      case "operation":
        if (tools.isStale && isOverwrite(decision.operation, known)) {
          counts.rowsStale++;
          break;
        }
        operations.push(decision.operation);
        counts[countOf[decision.operation.kind]]++;
        break;
      case "rejected":
        rejections.push(decision.rejection);
        counts.rowsRejected++;
        break;
      case "still-refused":
        counts.rowsRejected++;
        break;
    }
  }
  await tools.store.spool({ operations, rejections, resolved, seen: tools.isComplete ? first : [], counts });
  return counts;
}
