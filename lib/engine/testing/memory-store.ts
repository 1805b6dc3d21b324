import type { RunCounts } from "../counts";
import type { AlikeField, Halt } from "../guard";
import { prefixBytes } from "../hash-words";
import { keptNotes, noNotes } from "../normalise";
import type { DoubtfulOperation, Operation, OperationKind, OperationOutcome, Rejection } from "../operation";
import { ledgerAfter } from "../outcome";
import type { Culprits, KnownRows, LedgerSize, MissingPage, OwnedItem, RunStore } from "../ports";
import { editEvent, type ReplacedEdit, replacedEdits, unansweredEdits, withEdits } from "../replaced-edits";
import type { CanonicalValue, Identity, IdentityHash, MappingId, OperationId } from "../types";
import { sameValue } from "../value";
import { hasRow, type MemoryEntry, type MemoryOperation, pendingCreate, toOperation } from "./memory-rows";

/**
 * The metastore of one definition, in memory. Each method is one transaction: it happens whole or not at all.
 * It holds several runs one after another; `startRun` begins the next one.
 */
export class MemoryStore implements RunStore {
  readonly ledger = new Map<IdentityHash, MemoryEntry>();
  readonly rejections = new Map<IdentityHash, Rejection & { mappingVersion: number; retryDue: boolean }>();
  readonly events: Parameters<RunStore["event"]>[0][] = [];
  operations: MemoryOperation[] = [];
  ledgerWrites = 0;
  isDecided = false;
  halt: Halt | null = null;
  counts: RunCounts | null = null;
  /** Kept over runs, as that of a run whose creates are in doubt is. */
  link: string | null = null;
  private run = 0;
  private hasCompleted = false;
  private isPlan = false;
  private readonly seen = new Set<string>();
  private nextId = 1;
  private now = 0;

  constructor(private readonly mappingVersion = 1) {}

  /** Begins a run or a dry run; the one before has ended. */
  startRun(isPlan = false): void {
    this.hasCompleted ||=
      !this.isPlan &&
      this.isDecided &&
      !this.halt &&
      !this.operations.some((operation) => operation.state === "PENDING");
    this.isPlan = isPlan;
    this.run++;
    this.isDecided = false;
    this.halt = null;
    this.counts = null;
    for (const operation of this.operations) if (operation.state === "PENDING") this.drop(operation);
  }

  /** Lets waiting operations fall due. */
  advance(ms: number): void {
    this.now += ms;
  }

  async lookup(rows: Parameters<RunStore["lookup"]>[0]): Promise<KnownRows> {
    const hashes = new Set(rows.map((row) => row.hash));
    const changed = new Map<IdentityHash, MemoryEntry | null>();
    for (const { hash, contentHash } of rows) {
      const entry = this.ledger.get(hash);
      if (entry?.state !== "LINKED" || entry.contentHash !== contentHash) changed.set(hash, entry ?? null);
    }
    const rejected = [...this.rejections].filter(([hash]) => hashes.has(hash));
    const refused = rejected.filter(([, rejection]) => rejection.origin === "GRAPH" && !rejection.retryDue);
    return { changed, refused: new Map(refused), rejected: new Set(rejected.map(([hash]) => hash)) };
  }

  /** In parts of two, as a store with many entries gives them. */
  async linked(take: (digests: Uint8Array) => boolean): Promise<void> {
    const digests = [...this.ledger].flatMap(([hash, { state, contentHash }]) =>
      state === "LINKED" && contentHash !== null && !this.rejections.has(hash)
        ? [hash.slice(0, 16) + contentHash.slice(0, 16)]
        : [],
    );
    for (let start = 0; start < digests.length; start += 2)
      if (!take(Buffer.from(digests.slice(start, start + 2).join(""), "hex"))) return;
  }

  async beginDeciding(): Promise<Pick<LedgerSize, "isFirstLoad">> {
    this.operations = this.operations.filter((operation) => operation.run !== this.run || operation.state === "SENT");
    this.seen.clear();
    return { isFirstLoad: !this.hasCompleted };
  }

  async owned(most: number | null): Promise<number> {
    return Math.min([...this.ledger.values()].filter(hasRow).length, most ?? Number.POSITIVE_INFINITY);
  }

  async ownedIdentities(most: number): Promise<readonly Identity[]> {
    const owned = [...this.ledger.values()].filter(hasRow);
    return owned.slice(0, most).map(({ identity }) => identity);
  }

  async missing(after: IdentityHash | null, limit: number): Promise<MissingPage> {
    const entries = [...this.ledger.values()]
      .filter(
        (entry) =>
          hasRow(entry) &&
          !this.seen.has(entry.identity.hash.slice(0, 2 * prefixBytes)) &&
          entry.identity.hash > (after ?? ""),
      )
      .sort((a, b) => (a.identity.hash < b.identity.hash ? -1 : 1))
      .slice(0, limit);
    const { refused } = await this.lookup(entries.map(({ identity }) => ({ hash: identity.hash, contentHash: null })));
    return { entries, refused };
  }

  async spool(page: Parameters<RunStore["spool"]>[0]): Promise<void> {
    for (const operation of page.operations) {
      const id = String(this.nextId++) as OperationId;
      this.operations.push({
        ...operation,
        id,
        run: this.run,
        state: "PENDING",
        attempts: 0,
        putOffs: 0,
        isBare: false,
        overwritten: [],
        parted: null,
        notBefore: 0,
        putOffCode: null,
      });
    }
    if (!this.isPlan) {
      for (const rejection of page.rejections) this.reject(rejection);
      for (const hash of page.resolved) this.rejections.delete(hash);
    }
    for (let at = 0; at < page.seen.length; at += prefixBytes)
      this.seen.add(Buffer.from(page.seen.subarray(at, at + prefixBytes)).toString("hex"));
    this.counts = page.counts;
  }

  async revoke(rows: readonly IdentityHash[]) {
    const isRevoked = (operation: MemoryOperation) =>
      operation.run === this.run && rows.includes(operation.identity.hash);
    const revoked = this.operations.filter(isRevoked);
    this.operations = this.operations.filter((operation) => !isRevoked(operation));
    return revoked;
  }

  async unsettled(after: IdentityHash | null, limit: number): Promise<readonly Identity[]> {
    const open = [...this.ledger.values()].filter(({ state }) => state === "PENDING_CREATE" || state === "PARTIAL");
    const all = new Map([...open, ...this.rejections.values()].map(({ identity }) => [identity.hash, identity]));
    const sorted = [...all.values()].sort((a, b) => (a.hash < b.hash ? -1 : 1));
    return sorted.filter(({ hash }) => hash > (after ?? "")).slice(0, limit);
  }

  async alike(limit: number): Promise<readonly AlikeField[]> {
    const counts = new Map<string, { field: MappingId; value: CanonicalValue; rows: number }>();
    for (const { run, kind, intended, before } of this.operations) {
      if (run !== this.run || kind !== "UPDATE") continue;
      for (const [field, value] of Object.entries(intended) as [MappingId, CanonicalValue][]) {
        if (before === null || !(field in before) || sameValue(value, before[field])) continue;
        const key = JSON.stringify([field, value]);
        counts.set(key, { field, value, rows: (counts.get(key)?.rows ?? 0) + 1 });
      }
    }
    return [...counts.values()].filter(({ rows }) => rows > limit);
  }

  async sampleOwned(limit: number): Promise<readonly OwnedItem[]> {
    return [...this.ledger.values()]
      .filter(hasRow)
      .flatMap(({ identity, itemId }) => (itemId === null ? [] : [{ identity: identity.text, itemId }]))
      .slice(0, limit);
  }

  async planned(kinds: readonly OperationKind[], limit: number): Promise<readonly string[]> {
    return this.operations
      .filter((operation) => operation.run === this.run && kinds.includes(operation.kind))
      .slice(0, limit)
      .map((operation) => operation.identity.text);
  }

  async endDeciding({ halt }: Parameters<RunStore["endDeciding"]>[0]): Promise<void> {
    this.isDecided = true;
    this.halt = halt;
  }

  async claim(limit: number): Promise<readonly Operation[]> {
    const due = this.operations
      .filter((o) => o.run === this.run && o.state === "PENDING" && o.notBefore <= this.now)
      .slice(0, limit);
    return due.map((operation) => {
      const claimed = toOperation(operation);
      operation.state = "SENT";
      operation.putOffCode = null;
      operation.attempts++;
      if (operation.kind === "CREATE" && !this.ledger.has(operation.identity.hash)) {
        const { identity } = operation;
        this.ledger.set(identity.hash, pendingCreate(identity));
      }
      return claimed;
    });
  }

  async inDoubt(limit: number): Promise<readonly DoubtfulOperation[]> {
    const sent = this.operations.filter((operation) => operation.state === "SENT").slice(0, limit);
    return sent.map((operation) => {
      const { putOffCode: code } = operation;
      return { ...toOperation(operation), putOff: code === null ? null : { code, dueInMs: this.dueInMs(operation) } };
    });
  }

  private settleInMs(sent: readonly MemoryOperation[]): number | null {
    if (sent.length === 0) return null;
    if (sent.some(({ putOffCode }) => putOffCode === null)) return 0;
    return Math.max(...sent.map((operation) => this.dueInMs(operation)));
  }

  private dueInMs({ notBefore }: MemoryOperation): number {
    return Math.max(0, notBefore - this.now);
  }

  async ownedElsewhere(found: Parameters<RunStore["ownedElsewhere"]>[0]) {
    const isTaken = (hash: IdentityHash, itemId: number) =>
      [...this.ledger].some(([owner, entry]) => owner !== hash && entry.itemId === itemId);
    return new Set(found.filter(({ hash, itemId }) => isTaken(hash, itemId)).map(({ hash }) => hash));
  }

  async plannedOn(itemIds: Parameters<RunStore["plannedOn"]>[0]) {
    const planned = this.operations.filter(
      ({ run, itemId, state }) =>
        run === this.run && itemId !== null && itemIds.includes(itemId) && state !== "REJECTED" && state !== "DROPPED",
    );
    return new Map(
      planned.map(({ itemId, kind, intended, state }) => [
        itemId as number,
        { kind, intended, isOpen: state !== "DONE" },
      ]),
    );
  }

  async listNotes(rows: readonly IdentityHash[]) {
    return new Map(
      rows.flatMap((row) => {
        const entry = this.ledger.get(row);
        return entry ? [[row, { ...(entry.notes ?? noNotes), etag: entry.etag }] as const] : [];
      }),
    );
  }

  async createLink(): Promise<string | null> {
    return this.link;
  }

  async keepCreateLink(link: string): Promise<void> {
    this.link = link;
  }

  async ownedItems(itemIds: readonly number[]): Promise<ReadonlySet<number>> {
    return new Set(
      [...this.ledger.values()].flatMap(({ itemId }) => (itemId !== null && itemIds.includes(itemId) ? [itemId] : [])),
    );
  }

  readonly isolations = new Map<string, Culprits>();

  async isolated(signatures: readonly string[]): Promise<ReadonlyMap<string, Culprits>> {
    return new Map([...this.isolations].filter(([signature]) => signatures.includes(signature)));
  }

  async keepIsolated(signature: string, culprits: Culprits): Promise<void> {
    this.isolations.set(signature, culprits);
  }

  async settle(outcomes: readonly OperationOutcome[]): Promise<void> {
    for (const outcome of outcomes) this.settleOne(outcome);
  }

  async backlog() {
    const open = this.operations.filter((operation) => operation.run === this.run && operation.state === "PENDING");
    const sent = this.operations.filter((operation) => operation.state === "SENT");
    const dueInMs = open.length === 0 ? null : Math.min(...open.map((operation) => this.dueInMs(operation)));
    return { pending: open.length, sent: sent.length, dueInMs, settleInMs: this.settleInMs(sent) };
  }

  async event(event: Parameters<RunStore["event"]>[0]): Promise<void> {
    this.events.push(event);
  }

  async keepOverwritten(edits: Parameters<RunStore["keepOverwritten"]>[0]): Promise<void> {
    for (const { id, overwritten } of edits) {
      const operation = this.operations.find((candidate) => candidate.id === id);
      if (operation) operation.overwritten = overwritten;
    }
  }

  private drop(operation: MemoryOperation): void {
    operation.state = "DROPPED";
    this.tell(operation, unansweredEdits({ ...operation, identity: operation.identity.text }));
  }

  /** Edits that an operation took the place of, once it is at its end. */
  private tell(operation: MemoryOperation, edits: readonly ReplacedEdit[]): void {
    operation.before = withEdits(
      operation.before,
      edits.map(({ values }) => values),
    );
    operation.overwritten = [];
    this.events.push(...edits.map((edit) => editEvent(edit, (field) => field)));
  }

  private reject(rejection: Rejection): void {
    this.rejections.set(rejection.identity.hash, {
      ...rejection,
      mappingVersion: this.mappingVersion,
      retryDue: false,
    });
  }

  private settleOne(outcome: OperationOutcome): void {
    const operation = this.operations.find((candidate) => candidate.id === outcome.operation.id);
    if (!operation) throw new Error("An outcome belongs to an operation.");
    if (outcome.result === "in-doubt") {
      if (outcome.putOffMs === null) return;
      operation.putOffCode = outcome.code;
      operation.putOffs = outcome.operation.putOffs;
      operation.notBefore = this.now + outcome.putOffMs;
      return;
    }
    const { identity } = operation;
    if (outcome.result === "rejected") {
      operation.state = "REJECTED";
      this.reject(outcome.rejection);
      this.tell(operation, replacedEdits(outcome));
      return;
    }
    if (outcome.result === "again") {
      operation.overwritten = outcome.operation.overwritten;
      operation.putOffs = outcome.operation.putOffs;
      if (outcome.asCreate) {
        Object.assign(operation, {
          kind: "CREATE",
          itemId: null,
          expectedEtag: null,
          before: null,
        });
        this.ledger.set(identity.hash, pendingCreate(identity));
      }
      operation.isBare = outcome.asBare || (operation.isBare && !outcome.asCreate && !outcome.hasParted);
      operation.parted = outcome.asCreate ? null : outcome.operation.parted;
      if (outcome.hasParted) {
        Object.assign(operation, { expectedEtag: null });
        const entry = this.ledger.get(identity.hash);
        const base = { ...entry?.base, ...operation.parted };
        if (entry) this.ledger.set(identity.hash, { ...entry, state: "PARTIAL", etag: null, cause: null, base });
      }
      operation.notBefore = this.now + outcome.notBeforeMs;
      if (!outcome.isAttempt) operation.attempts--;
      if (operation.run === this.run) operation.state = "PENDING";
      else this.drop(operation);
      return;
    }
    operation.state = "DONE";
    this.tell(operation, replacedEdits(outcome));
    this.rejections.delete(identity.hash);
    if (outcome.rejection) this.reject(outcome.rejection);
    const after = ledgerAfter(outcome);
    if (after === null) return;
    this.ledgerWrites++;
    const former = this.ledger.get(identity.hash);
    const kept = former?.notes && keptNotes(former.notes, former.base, after.base);
    this.ledger.set(identity.hash, { identity, ...after, isHeld: after.held !== null, notes: outcome.notes ?? kept });
  }
}
