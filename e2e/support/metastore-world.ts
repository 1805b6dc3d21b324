import type { Db } from "@/lib/db/client";
import { inTransaction } from "@/lib/db/transaction";
import { defaultApplyOptions } from "@/lib/engine/apply";
import { continueRun } from "@/lib/engine/run";
import { type CrashPoint, crashing } from "@/lib/engine/testing/crash";
import { columnsOf } from "@/lib/engine/testing/definitions";
import { MemoryList } from "@/lib/engine/testing/memory-list";
import { MemoryReferences } from "@/lib/engine/testing/memory-references";
import { MemorySource } from "@/lib/engine/testing/memory-source";
import type { Definition, MappingId } from "@/lib/engine/types";
import { completeRun } from "@/lib/sync/end-run";
import { takeLease } from "@/lib/sync/lease";
import { loadDefinition, toEngineDefinition } from "@/lib/sync/load-definition";
import type { RunScope } from "@/lib/sync/run-scope";
import { MetastoreRunStore } from "@/lib/sync/run-store";
import { type StoredIds, storeDefinition } from "./stored-definition";

let count = 0;

/** A definition at work over a table and a list in memory, with its ledger and runs in a real metastore. */
export class MetastoreWorld {
  source: MemorySource;
  list: MemoryList;
  /** The runs that begin now are dry ones. */
  isPlanned = false;

  private constructor(
    private readonly db: Db,
    readonly ids: StoredIds,
    public definition: Definition,
  ) {
    this.source = new MemorySource(columnsOf(definition), 4);
    this.list = new MemoryList(definition.mappings.map((mapping) => mapping.id));
  }

  /** A new definition that owns nothing yet. */
  static async begin(db: Db): Promise<MetastoreWorld> {
    const ids = await storeDefinition(db, `Run ${++count}`);
    const stored = await loadDefinition(ids.definitionId, db);
    return new MetastoreWorld(db, ids, toEngineDefinition(stored, "namespace", { id: "run", startedAt: new Date() }));
  }

  field(name: string): MappingId {
    return this.ids.mappingIds[name] as MappingId;
  }

  /** The run that was begun last, or a new one. */
  async openRun() {
    const { definitionId: syncDefId } = this.ids;
    const purpose = this.isPlanned ? "PLAN" : "SYNC";
    return (
      (await this.db.syncRun.findFirst({ where: { syncDefId, status: "RUNNING" } })) ??
      (await this.db.syncRun.create({ data: { syncDefId, runType: "PUSH", requestedBy: "test", purpose } }))
    );
  }

  scopeOf(runId: string): RunScope {
    return {
      runId,
      definitionId: this.ids.definitionId,
      listId: this.definition.listId,
      keyStrategy: "PRIMARY_KEY",
      mappingVersion: this.definition.mappingVersion,
      instanceId: this.ids.instanceId,
      isPlan: this.isPlanned,
      cursorColumn: null,
    };
  }

  /** The definition's lease, which nobody else holds. */
  async lease() {
    const settings = { leaseMs: 60_000, heartbeatMs: 20_000, requestTimeoutMs: 0 };
    const lease = await takeLease(this.ids.definitionId, "test", settings, this.db);
    if (!lease) throw new Error("The lease is free between slices.");
    return lease;
  }

  /**
   * One slice by one holder, which may die at a call of list or store; answers the run as it is then. `before` happens right before each call of
   * the store, and is told its name.
   */
  async slice(crash: CrashPoint | null = null, before?: (call: string) => Promise<void>) {
    const { db, source, list, definition, isPlanned: isPlan } = this;
    const { definitionId, targetListId } = this.ids;
    const held = <T extends object>(port: T): T => (crash ? crashing(port, crash) : port);
    const lease = await this.lease();
    try {
      const { id: runId, decidedAt } = await this.openRun();
      const meter = { drain: () => ({ units: 2, throttledMs: 0 }) };
      const store = new MetastoreRunStore(this.scopeOf(runId), lease, meter, db);
      const clock = { sleep: async () => undefined };
      const ports = {
        source,
        list: held(list),
        references: new MemoryReferences(),
        store: held(before ? interrupted(store, before) : store),
        clock,
      };
      const options = { ...defaultApplyOptions, groupSize: 3 };
      const state = { isDecided: decidedAt !== null, isPlan };
      const result = await continueRun(definition, ports, state, options, new AbortController().signal);
      if (result.state === "again") throw new Error("Nothing in memory asks to wait.");
      if (result.state === "done")
        await inTransaction((tx) => completeRun(tx, { runId, definitionId, targetListId }), { client: db });
      return await db.syncRun.findUniqueOrThrow({ where: { id: runId } });
    } finally {
      await lease.release();
    }
  }

  /** Name and amount of each item, to compare with the table. */
  listed() {
    const values = [...this.list.items.values()].map((item) => item.values);
    return values.map((of) => [of[this.field("name")], of[this.field("amount")]]).sort();
  }

  /** Name and amount of each row. */
  table() {
    return this.source.rows.map((row) => [row.name, Number(row.amount)]).sort();
  }

  ledger() {
    const where = { syncDefId: this.ids.definitionId };
    return this.db.syncLedgerEntry.findMany({ where, orderBy: { sourceIdentity: "asc" } });
  }
}

/** A port before each of whose calls something else happens. */
const interrupted = <T extends object>(target: T, before: (call: string) => Promise<void>): T =>
  new Proxy(target, {
    get(object, property) {
      const member: unknown = Reflect.get(object, property);
      if (typeof member !== "function") return member;
      return async (...args: unknown[]) => {
        await before(String(property));
        return (await Reflect.apply(member, object, args)) as unknown;
      };
    },
  });

/** So many rows, each with a name and an amount of its own. */
export const rows = (size: number) =>
  Array.from({ length: size }, (_, index) => ({
    id: String(index + 1),
    name: `row ${index + 1}`,
    amount: `${index}.25`,
  }));
