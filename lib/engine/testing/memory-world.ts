import { type ApplyOptions, defaultApplyOptions } from "../apply";
import type { ListWrite } from "../ports";
import { continueRun, type RunResult } from "../run";
import type { Definition, MappingId } from "../types";
import { type CrashPoint, crashing } from "./crash";
import { columnsOf } from "./definitions";
import { MemoryList } from "./memory-list";
import { MemoryReferences } from "./memory-references";
import { MemorySource } from "./memory-source";
import { MemoryStore } from "./memory-store";

interface WorldOptions {
  /** Fields of the list; those of the definition where left out. */
  readonly fields?: readonly MappingId[];
  readonly pageSize?: number;
  readonly apply?: Partial<ApplyOptions>;
}

/** A definition at work over a table, a list and a metastore in memory. */
export class MemoryWorld {
  source: MemorySource;
  readonly list: MemoryList;
  readonly store = new MemoryStore();
  readonly references = new MemoryReferences();
  /** What the latest run sent to the list, unless a test took the place of `list.interfere`. */
  readonly requests: ListWrite[] = [];
  /** How long runs waited so far. Milliseconds. */
  waitedMs = 0;
  private readonly apply: ApplyOptions;

  constructor(
    private readonly definition: Definition,
    { fields = definition.mappings.map(({ id }) => id), pageSize, apply }: WorldOptions = {},
  ) {
    this.source = new MemorySource(columnsOf(definition), pageSize);
    this.list = new MemoryList(fields);
    this.list.interfere = (request) => {
      this.requests.push(request);
      return undefined;
    };
    this.apply = { ...defaultApplyOptions, ...apply };
  }

  /** Begins a run and works it to its end. */
  run(definition = this.definition): Promise<RunResult> {
    this.store.startRun();
    return this.workOn(definition);
  }

  /** Works the run that was begun to its end; also one that halted, as after an approval. */
  async workOn(definition = this.definition): Promise<RunResult> {
    this.requests.length = 0;
    for (;;) {
      const result = await this.slice({ definition });
      if (result.state !== "again") return result;
      this.wait(result.inMs);
    }
  }

  /** One holder's part of a run. */
  slice({
    definition = this.definition,
    isPlan = false,
    crash = null,
  }: {
    readonly definition?: Definition;
    readonly isPlan?: boolean;
    /** Where the holder dies. */
    readonly crash?: CrashPoint | null;
  } = {}): Promise<RunResult> {
    const { source, list, store, references } = this;
    const held = <T extends object>(port: T): T => (crash ? crashing(port, crash) : port);
    const clock = { sleep: async (ms: number) => this.wait(ms) };
    const ports = { source: held(source), list: held(list), store: held(store), references, clock };
    return continueRun(
      definition,
      ports,
      { isDecided: store.isDecided, isPlan },
      this.apply,
      new AbortController().signal,
    );
  }

  /** The ledger's entry of the row with this key. */
  entry(id: number) {
    return [...this.store.ledger.values()].find(({ identity }) => identity.text === `id=${id}`);
  }

  private wait(ms: number): void {
    this.waitedMs += ms;
    this.store.advance(ms);
  }
}
