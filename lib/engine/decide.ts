import { countOf } from "./counts";
import { decideMissing } from "./decide-missing";
import { decideFiltered, decideRow, duplicate, type JudgedRow, judgeRow, rejected } from "./decide-row";
import { compileRowFilter } from "./expression/row-filter";
import { identityReader } from "./identity";
import { ownsItem } from "./leave";
import { columnsToRead, compileMapping } from "./mapping";
import type { KnownRows, LedgerSize, ReferencePort, RunStore, SourcePort, SourceSnapshot } from "./ports";
import { readAhead } from "./read-ahead";
import { compileReferences } from "./references";
import { SeenIdentities } from "./seen-identities";
import { Spool } from "./spool";
import type { Definition, IdentityHash, PlannedOperation, Rejection, RunCounts, SourceRow } from "./types";
import { withUnsettled } from "./unsettled";

/** What a reading found, before the guards look at it. */
export interface Decided {
  readonly counts: RunCounts;
  readonly size: LedgerSize;
  readonly snapshot: Pick<SourceSnapshot, "freshnessToken" | "takenAt" | "isComplete" | "isStale"> & {
    readonly position: string | null;
    /** Items whose rows were not met were left alone: a full scan has yet to say what becomes of them. */
    readonly hasPutOff: boolean;
  };
}

/**
 * The decide phase up to the guards: reads the table in one snapshot and spools only what differs; after a complete reading also what is not
 * there any more. Nothing is written to the list. Restarts from the beginning after a crash, since a snapshot does not outlive its connection.
 * Throws the ports' SyncErrors.
 */
export async function decide(
  definition: Definition,
  ports: { readonly source: SourcePort; readonly store: RunStore; readonly references: ReferencePort },
  signal: AbortSignal,
): Promise<Decided> {
  const snapshot = await ports.source.open(columnsToRead(definition), signal);
  try {
    const { rowsExpected, isComplete, isStale, freshnessToken, takenAt } = snapshot;
    const size = await ports.store.beginDeciding({ rowsExpected, isComplete });
    const identify = identityReader(definition, snapshot.columns);
    const references = compileReferences(definition.mappings, snapshot.columns, ports.references, definition.facts);
    const map = compileMapping(definition, snapshot.columns, references);
    const filter = compileRowFilter(definition, snapshot.columns);
    const judge = (row: SourceRow) => judgeRow(identify(row), row, filter, map);
    const { store } = ports;
    const seen = new SeenIdentities();
    const spool = new Spool(store);
    const reading = { judge, isComplete, isStale, takenAt, seen, store, spool, met: 0 };
    // A page is looked up in the ledger while the next one is read and judged; decided and stored they are in their order.
    let former: JudgedPage | null = null;
    for await (const rows of isComplete
      ? readAhead(snapshot.pages())
      : withUnsettled(definition, snapshot, store, seen)) {
      signal.throwIfAborted();
      await references?.resolve(rows, signal);
      const page = judgePage(rows, reading);
      if (former) await decidePage(definition, former, reading);
      former = page;
    }
    if (former) await decidePage(definition, former, reading);
    await spool.flush();
    signal.throwIfAborted();
    // Where every entry with an item was met, the costlier question which of them were not has its answer.
    const { counts, hasPutOff } =
      isComplete && !isStale && reading.met < size.owned
        ? await decideMissing(definition, snapshot, ports, spool.counts, signal)
        : { counts: spool.counts, hasPutOff: false };
    const position = snapshot.position();
    return { counts, size, snapshot: { freshnessToken, takenAt, isComplete, isStale, position, hasPutOff } };
  } finally {
    await snapshot.close();
  }
}

/** One reading of the table, as it goes on from page to page. */
interface Reading {
  readonly judge: (row: SourceRow) => JudgedRow;
  readonly isComplete: boolean;
  readonly isStale: boolean;
  readonly takenAt: string;
  /** Identities of all rows of this reading so far. */
  readonly seen: SeenIdentities;
  readonly store: RunStore;
  readonly spool: Spool;
  /** How many entries with an item were met so far. */
  met: number;
}

/** Whether an operation changes what a fresher reading has left: an item, or the end of one. A row that the ledger has never met is new. */
function isOverwrite({ kind, identity }: PlannedOperation, known: KnownRows): boolean {
  const entry = known.changed.get(identity.hash);
  return kind !== "CREATE" || (entry != null && entry.state !== "PENDING_CREATE");
}

/** A page whose rows are judged, and whose look-up is under way. */
interface JudgedPage {
  readonly read: readonly JudgedRow[];
  /** Identities that this page met first. */
  readonly first: readonly IdentityHash[];
  /** Identities of which several rows were met. */
  readonly doubled: ReadonlySet<IdentityHash>;
  readonly known: Promise<KnownRows>;
}

function judgePage(rows: readonly SourceRow[], { judge, seen, store }: Reading): JudgedPage {
  const read = rows.map(judge);
  const doubled = new Set<IdentityHash>();
  const first: IdentityHash[] = [];
  for (const row of read) {
    if ("emptyKey" in row) continue;
    const { hash } = row.identity;
    if (seen.add(hash)) first.push(hash);
    else doubled.add(hash);
    for (const clash of row.clashing ?? []) doubled.add(clash.hash);
  }
  const known = store.lookup(
    read.map((row) => ({ hash: row.identity.hash, contentHash: row.mapped?.contentHash ?? null })),
  );
  // Its failure is heard when the page is decided; until then nobody listens.
  known.catch(() => undefined);
  return { read, first, doubled, known };
}

async function decidePage(definition: Definition, page: JudgedPage, reading: Reading): Promise<void> {
  const { read, first, doubled } = page;
  const { spool } = reading;
  const known = await page.known;
  const operations: PlannedOperation[] = [];
  const rejections: Rejection[] = [];
  const resolved: IdentityHash[] = [];
  for (const hash of first) {
    const entry = known.changed.get(hash);
    if (entry === undefined || (entry !== null && ownsItem(entry))) reading.met++;
  }
  const counts = { ...spool.counts };
  if (doubled.size > 0) {
    await spool.flush();
    const revoked = await reading.store.revoke([...doubled]);
    for (const { kind } of revoked) counts[countOf[kind]]--;
    counts.rowsRejected += revoked.length;
  }
  const onPage = new Set(read.map((row) => row.identity.hash));
  const earlier = read.flatMap((row) => ("clashing" in row ? (row.clashing ?? []) : []));
  for (const identity of earlier) if (!onPage.has(identity.hash)) rejections.push(duplicate(identity));
  for (const row of read) {
    const { identity } = row;
    counts.rowsRead++;
    if (!("emptyKey" in row) && doubled.has(identity.hash)) {
      rejections.push(duplicate(identity));
      counts.rowsRejected++;
      continue;
    }
    if (row.fault) {
      rejections.push(rejected(identity, row.fault));
      counts.rowsRejected++;
      continue;
    }
    if (row.mapped === null) counts.rowsFiltered++;
    const decision =
      row.mapped === null
        ? decideFiltered(definition, identity, known, reading.takenAt)
        : decideRow(definition, identity, row.mapped, known);
    switch (decision.kind) {
      case "unchanged":
        if (row.mapped !== null) counts.rowsUnchanged++;
        if (known.rejected.has(identity.hash)) resolved.push(identity.hash);
        break;
      case "operation":
        if (reading.isStale && isOverwrite(decision.operation, known)) {
          counts.rowsStale++;
          break;
        }
        operations.push(decision.operation);
        counts[countOf[decision.operation.kind]]++;
        break;
      case "still-refused":
        counts.rowsRejected++;
        break;
    }
  }
  await spool.add({ operations, rejections, resolved, seen: reading.isComplete ? first : [] }, counts);
}
