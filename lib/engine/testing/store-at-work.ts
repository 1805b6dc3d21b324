import { noCounts, type RunCounts } from "../counts";
import { identityOf } from "../identity";
import type { Operation, PlannedOperation, Rejection } from "../operation";
import { done } from "../outcome";
import type { RunStore } from "../ports";
import type { ContentHash, FieldValues, Identity, IdentityHash, MappingId, OperationId } from "../types";

/** A store of a new definition that owns nothing, in its first run. */
export interface StoreUnderTest {
  readonly store: RunStore;
  /** The definition's fields, of which values are kept. */
  readonly fields: readonly [MappingId, MappingId];
  /** Gives the present run up, as after a death, and begins the next one. */
  nextRun(): Promise<RunStore>;
  /** Lets so much time pass for what waits. Milliseconds. */
  pass(ms: number): Promise<void>;
  /** What the stories of all runs tell of edits, oldest first. */
  toldEdits(): Promise<readonly { readonly type: string; readonly overwritten: FieldValues }[]>;
  /** The before-image of an operation as it is stored. */
  beforeOf(id: OperationId): Promise<FieldValues | null>;
}

export const rowOf = (id: number): Identity => identityOf([{ name: "id", kind: "integer" }], [String(id)]);

/** A content hash of its own for each text. */
export const content = (text: string) => text.padEnd(64, "0") as ContentHash;

export const byHash = (a: IdentityHash, b: IdentityHash) => (a < b ? -1 : 1);

/** The operation of this row among those that were claimed. */
export function operationOf(operations: ReadonlyMap<string, Operation>, id: number): Operation {
  const operation = operations.get(`id=${id}`);
  if (!operation) throw new Error(`Row ${id} was not claimed.`);
  return operation;
}

/** A store at work: what its tests do with it, in the words of a run. */
export class StoreAtWork {
  private constructor(
    private readonly under: StoreUnderTest,
    /** Of the present run. */
    public store: RunStore,
  ) {}

  /** In the decide phase of the first run. */
  static async begin(begin: () => Promise<StoreUnderTest>): Promise<StoreAtWork> {
    const under = await begin();
    await under.store.beginDeciding({ rowsExpected: null, isComplete: true });
    return new StoreAtWork(under, under.store);
  }

  get fields(): StoreUnderTest["fields"] {
    return this.under.fields;
  }

  values(text: string, number = 1): FieldValues {
    return { [this.fields[0]]: text, [this.fields[1]]: number };
  }

  planned(id: number, part: Partial<PlannedOperation> = {}): PlannedOperation {
    return {
      kind: "CREATE",
      identity: rowOf(id),
      itemId: null,
      expectedEtag: null,
      cause: null,
      intended: this.values(`row ${id}`),
      before: null,
      contentHash: content(`a${id}`),
      ...part,
    };
  }

  rejection(id: number, part: Partial<Rejection> = {}): Rejection {
    return {
      identity: rowOf(id),
      origin: "LOCAL",
      code: "text-too-long",
      field: "name",
      message: "It is too long.",
      contentHash: content(`a${id}`),
      operationKind: null,
      ...part,
    };
  }

  spool(part: Partial<Parameters<RunStore["spool"]>[0]>, counts: Partial<RunCounts> = {}): Promise<void> {
    return this.store.spool({
      operations: [],
      rejections: [],
      resolved: [],
      seen: new Uint8Array(),
      ...part,
      counts: { ...noCounts, ...counts },
    });
  }

  decide(): Promise<void> {
    return this.store.endDeciding({
      freshnessToken: null,
      takenAt: "2026-01-01T00:00:00Z",
      isStale: false,
      position: null,
      hasPutOff: false,
      halt: null,
    });
  }

  /** What is due now, by identity; all of it, or the first ones. */
  async claimed(limit = Number.POSITIVE_INFINITY): Promise<ReadonlyMap<string, Operation>> {
    const found = new Map<string, Operation>();
    while (found.size < limit) {
      const operations = await this.store.claim(Math.min(limit - found.size, 100));
      if (operations.length === 0) break;
      for (const operation of operations) found.set(operation.identity.text, operation);
    }
    return found;
  }

  /** Rows that own the item of their own number, with what a plan of a create left behind. */
  async link(...ids: number[]): Promise<void> {
    await this.spool({ operations: ids.map((id) => this.planned(id)) });
    await this.decide();
    const operations = await this.claimed();
    const outcomes = ids.map((id) => done(operationOf(operations, id), "created", { itemId: id, etag: `"${id},1"` }));
    await this.store.settle(outcomes);
  }

  async nextRun(): Promise<void> {
    this.store = await this.under.nextRun();
  }

  /** The next run, in the middle of its decide phase. */
  async decideAnew() {
    await this.nextRun();
    return this.store.beginDeciding({ rowsExpected: null, isComplete: true });
  }

  async lookup(id: number, text = `a${id}`) {
    const { hash } = rowOf(id);
    const { changed, refused: waiting, rejected } = await this.store.lookup([{ hash, contentHash: content(text) }]);
    return {
      entry: changed.get(hash),
      isChanged: changed.has(hash),
      waiting: waiting.get(hash),
      isRejected: rejected.has(hash),
    };
  }

  pass(ms: number): Promise<void> {
    return this.under.pass(ms);
  }

  toldEdits() {
    return this.under.toldEdits();
  }

  beforeOf(id: OperationId) {
    return this.under.beforeOf(id);
  }
}
