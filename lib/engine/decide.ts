import type { RunCounts } from "./counts";
import { countOf } from "./counts";
import { decideMissing } from "./decide-missing";
import { decideFiltered, decideRow, duplicate, type JudgedRow, judgeRow, rejected } from "./decide-row";
import { compileRowFilter } from "./expression/row-filter";
import { requireFormerKey } from "./former-key";
import { enoughOwned } from "./guard";
import { prefixesOf } from "./hash-words";
import { identityReader } from "./identity";
import { ownsItem } from "./leave";
import { LinkedContents } from "./linked-contents";
import { columnsToRead, compileMapping } from "./mapping";
import type { PlannedOperation, Rejection } from "./operation";
import type { KnownRows, LedgerSize, RunStore, SourcePort, SourceSnapshot } from "./ports";
import { readAhead } from "./read-ahead";
import type { ReferencePort } from "./reference-port";
import { compileReferences } from "./references";
import { SeenIdentities } from "./seen-identities";
import { Spool } from "./spool";
import type { Definition, IdentityHash, SourceRow } from "./types";
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
  await requireFormerKey(definition, ports.store);
  const snapshot = await ports.source.open(columnsToRead(definition), signal);
  try {
    const { rowsExpected, isComplete, isStale, freshnessToken, takenAt } = snapshot;
    const { isFirstLoad } = await ports.store.beginDeciding({ rowsExpected, isComplete });
    // Before the rows are read: an entry that a person lets go meanwhile must not hide one whose row is gone.
    const ownedBefore = isComplete ? await ports.store.owned(null) : null;
    const identify = identityReader(definition, snapshot.columns);
    const references = compileReferences(definition.mappings, snapshot.columns, ports.references, definition.facts);
    const map = compileMapping(definition, snapshot.columns, references);
    const filter = compileRowFilter(definition, snapshot.columns);
    const judge = (row: SourceRow) => judgeRow(identify(row), row, filter, map);
    const { store } = ports;
    const seen = new SeenIdentities();
    const spool = new Spool(store);
    // A reading of some rows asks for these; one of all rows would ask for the whole ledger anyway.
    const linked = ownedBefore ? await linkedContents(store, ownedBefore, signal) : null;
    const reading = { judge, isComplete, isStale, takenAt, linked, seen, store, spool, met: 0 };
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
    const owned = ownedBefore ?? (await store.owned(enoughOwned(definition.guards, spool.counts)));
    // Where every entry with an item was met, the costlier question which of them were not has its answer.
    const isInferring = isComplete && !isStale && reading.met < owned;
    if (isInferring && linked) await noteMet(linked, spool);
    const { counts, hasPutOff } = isInferring
      ? await decideMissing(definition, snapshot, ports, spool.counts, signal)
      : { counts: spool.counts, hasPutOff: false };
    await tellRowsAhead(snapshot.rowsAhead(), store);
    const position = snapshot.position();
    return {
      counts,
      size: { owned, isFirstLoad },
      snapshot: { freshnessToken, takenAt, isComplete, isStale, position, hasPutOff },
    };
  } finally {
    await snapshot.close();
  }
}

/** A position never passes the source's own clock, so that rows dated after it are read by each run: for ever, where nobody corrects them. */
async function tellRowsAhead(rows: number, store: Pick<RunStore, "event">): Promise<void> {
  if (rows === 0) return;
  const message = `In the cursor column ${rows === 1 ? "1 row is" : `${rows} rows are`} dated more than a day ahead of the database's own clock. They are read and compared by each run; correct their times where they are wrong.`;
  await store.event({ severity: "WARN", type: "rows-ahead", message, payload: { rows } });
}

/** Entries that are kept in memory at most; the rows of all others are looked up. */
const mostLinked = 2_000_000;

async function linkedContents(store: RunStore, owned: number, signal: AbortSignal): Promise<LinkedContents> {
  const linked = new LinkedContents(Math.min(owned, mostLinked));
  await store.linked((digests) => {
    signal.throwIfAborted();
    linked.add(digests);
    return !linked.isFull;
  });
  return linked;
}

/** Adds to the seen-set what `linked` stood in for. */
async function noteMet(linked: LinkedContents, spool: Spool): Promise<void> {
  for (const seen of linked.met())
    await spool.add({ operations: [], rejections: [], resolved: [], seen }, spool.counts);
  await spool.flush();
}

/** One reading of the table, as it goes on from page to page. */
interface Reading {
  readonly judge: (row: SourceRow) => JudgedRow;
  readonly isComplete: boolean;
  readonly isStale: boolean;
  readonly takenAt: string;
  /** Null where every row is looked up. */
  readonly linked: LinkedContents | null;
  /** Identities of all rows of this reading so far, but those that `linked` knows. */
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
  /** Rows that the ledger holds as they are, and that were met first. Nothing more is kept of them: nearly all rows are such. */
  readonly unchanged: readonly IdentityHash[];
  readonly read: readonly JudgedRow[];
  /** Identities that this page met first, besides the unchanged ones. */
  readonly first: readonly IdentityHash[];
  /** Of them those that `linked` does not know. */
  readonly unknown: readonly IdentityHash[];
  /** Identities of which several rows were met. */
  readonly doubled: ReadonlySet<IdentityHash>;
  readonly known: Promise<KnownRows>;
}

function judgePage(rows: readonly SourceRow[], { judge, linked, seen, store }: Reading): JudgedPage {
  const unchanged: IdentityHash[] = [];
  const read: JudgedRow[] = [];
  const doubled = new Set<IdentityHash>();
  const first: IdentityHash[] = [];
  const unknown: IdentityHash[] = [];
  for (const source of rows) {
    const row = judge(source);
    if (row.emptyKey !== null) {
      read.push(row);
      continue;
    }
    const { identity, mapped, clashing } = row;
    const { hash } = identity;
    const content = mapped && !clashing ? mapped.contentHash : null;
    const meeting = linked === null ? "unknown" : linked.meet(hash, content);
    if (meeting === "unchanged") {
      unchanged.push(hash);
      continue;
    }
    read.push(row);
    if (meeting === "unknown" ? seen.add(hash) : meeting === "changed") {
      first.push(hash);
      if (meeting === "unknown") unknown.push(hash);
    } else doubled.add(hash);
    for (const clash of clashing ?? []) doubled.add(clash.hash);
  }
  const known = lookUp(read, store);
  // Its failure is heard when the page is decided; until then nobody listens.
  known.catch(() => undefined);
  return { unchanged, read, first, unknown, doubled, known };
}

const nothingKnown: KnownRows = { changed: new Map(), refused: new Map(), rejected: new Set() };

async function lookUp(rows: readonly JudgedRow[], store: RunStore): Promise<KnownRows> {
  if (rows.length === 0) return nothingKnown;
  return store.lookup(rows.map((row) => ({ hash: row.identity.hash, contentHash: row.mapped?.contentHash ?? null })));
}

async function decidePage(definition: Definition, page: JudgedPage, reading: Reading): Promise<void> {
  const { unchanged, read, first, unknown, doubled } = page;
  const { spool } = reading;
  const known = await page.known;
  const operations: PlannedOperation[] = [];
  const rejections: Rejection[] = [];
  const resolved: IdentityHash[] = [];
  reading.met += unchanged.length;
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
  const earlier = read.flatMap((row) => row.clashing ?? []);
  if (earlier.length > 0) {
    const onPage = new Set([...unchanged, ...read.map((row) => row.identity.hash)]);
    for (const identity of earlier) if (!onPage.has(identity.hash)) rejections.push(duplicate(identity));
  }
  const single = doubled.size === 0 ? unchanged : unchanged.filter((hash) => !doubled.has(hash));
  counts.rowsRead += unchanged.length;
  counts.rowsUnchanged += single.length;
  counts.rowsRejected += unchanged.length - single.length;
  if (single.length < unchanged.length) {
    // What makes a row a double is on the page itself.
    const identities = new Map([...earlier, ...read.map((row) => row.identity)].map((each) => [each.hash, each]));
    for (const hash of unchanged) {
      const identity = doubled.has(hash) ? identities.get(hash) : undefined;
      if (identity) rejections.push(duplicate(identity));
    }
  }
  for (const row of read) {
    const { identity } = row;
    counts.rowsRead++;
    if (row.emptyKey === null && doubled.has(identity.hash)) {
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
  const seen = reading.isComplete ? prefixesOf(unknown) : new Uint8Array();
  await spool.add({ operations, rejections, resolved, seen }, counts);
}
