import type { RunCounts } from "./counts";
import { noCounts } from "./counts";
import { prefixBytes } from "./hash-words";
import type { RunStore } from "./ports";

type Part = Omit<Parameters<RunStore["spool"]>[0], "counts">;

/** What is kept back at most before it is stored: a page of changes, or some pages of rows that need nothing. */
const most = { changes: 1_000, seen: 10_000 };
/** People watch the counts of a run; they are not older than this. Milliseconds. */
const mostAgeMs = 1_000;

/**
 * Stores what a reading decided in larger parts than pages: an unchanged page alone would cost a transaction that says nothing but its count.
 * What is kept back here dies with its process, like the reading it belongs to.
 */
export class Spool {
  /** The run's counts, what is kept back included. */
  counts: RunCounts = noCounts;
  private parts: Part[] = [];
  private storedAt = performance.now();

  constructor(private readonly store: Pick<RunStore, "spool">) {}

  /** Takes what one page decided; `counts` are the run's totals with it. */
  async add(part: Part, counts: RunCounts): Promise<void> {
    this.parts.push(part);
    this.counts = counts;
    const kept = (of: (part: Part) => number) => this.parts.reduce((sum, each) => sum + of(each), 0);
    const isMuchSeen = kept(({ seen }) => seen.length) >= most.seen * prefixBytes;
    const changes = kept(
      ({ operations, rejections, resolved }) => operations.length + rejections.length + resolved.length,
    );
    const isDue = performance.now() - this.storedAt >= mostAgeMs;
    if (isDue || changes >= most.changes || isMuchSeen) await this.flush();
  }

  async flush(): Promise<void> {
    if (this.parts.length === 0) return;
    const parts = this.parts;
    this.parts = [];
    this.storedAt = performance.now();
    await this.store.spool({
      operations: parts.flatMap((part) => part.operations),
      rejections: parts.flatMap((part) => part.rejections),
      resolved: parts.flatMap((part) => part.resolved),
      seen: joined(parts.map((part) => part.seen)),
      counts: this.counts,
    });
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
