import type { IsolatedRefusal, ListItem, RefusedItem } from "@/lib/engine/ports";
import type { FieldMapping, FieldValues, MappingId } from "@/lib/engine/types";
import { sameValue } from "@/lib/engine/value";
import type { BatchOutcome } from "@/lib/graph/batch";
import { readRefusal } from "@/lib/graph/errors";
import { backoffMs, sleep } from "@/lib/graph/wait";
import { isWritable } from "./convert";
import { isolateFields, type Probe } from "./isolate-fields";
import { toWriteAnswer } from "./write-answers";

/** What the search does with the one item. */
export interface ItemAccess {
  /** Sends one update that holds only under this eTag. */
  update(values: FieldValues, etag: string): Promise<BatchOutcome>;
  /** The item as it stands now; null where it is gone. */
  read(): Promise<ListItem | null>;
}

/** Sendings of one update until it is given up: a server error that comes twice is about the values, not about the server. */
const mostTries = 3;
const triesOfServerErrors = 2;
/** Longest wait for the budget or for Graph inside a search. */
const patienceMs = 30_000;

const brokenOff: Probe = { status: "broken-off" };

/** The item in the course of a search: what was written of it, and under which eTag the next update holds; null where nothing may follow. */
class Search {
  etag: string | null;
  written: FieldValues = {};

  constructor(
    private readonly item: RefusedItem,
    private readonly access: ItemAccess,
    private readonly mappings: readonly FieldMapping[],
    /** As the item was read before the first update. */
    private readonly before: FieldValues,
    private readonly signal: AbortSignal,
  ) {
    this.etag = item.etag;
  }

  async probe(fields: readonly MappingId[]): Promise<Probe> {
    const values: FieldValues = Object.fromEntries(fields.map((id) => [id, this.item.values[id] ?? null]));
    for (let tries = 1; this.etag !== null && tries <= mostTries; tries++) {
      const answer = await this.sendOnce(values, this.etag, tries);
      if (answer !== null) return answer;
    }
    return brokenOff;
  }

  /** One sending; null where nothing was written and it may be sent again. */
  private async sendOnce(values: FieldValues, etag: string, tries: number): Promise<Probe | null> {
    const outcome = await this.access.update(values, etag);
    const answer = toWriteAnswer(outcome, this.item.itemId, this.mappings);
    switch (answer.status) {
      case "written":
        return this.take(values, answer.etag);
      case "refused":
      case "not-unique":
        return refusedBy(outcome);
      case "later":
        if (answer.retryAfterMs > patienceMs) return brokenOff;
        await sleep(answer.retryAfterMs, this.signal);
        return null;
      case "denied":
        throw answer.error;
      case "gone":
        this.etag = null;
        return brokenOff;
      case "changed-meanwhile":
      case "in-doubt": {
        const truth = await this.lookAfter(values, etag);
        if (truth !== "as before") return truth;
        if (outcome.state === "answered" && outcome.status >= 500 && tries >= triesOfServerErrors)
          return refusedBy(outcome);
        await sleep(backoffMs(tries), this.signal);
        return null;
      }
    }
  }

  /** Without an eTag in the answer the item is read. What is not of this search must be as it was: a person's edit would be written over. */
  private async take(values: FieldValues, etag: string | null): Promise<Probe> {
    this.written = { ...this.written, ...values };
    const now = etag === null ? await this.access.read() : null;
    const isAsBefore = now !== null && this.isUntouched(now.values, (id) => !(id in this.written));
    this.etag = etag ?? (isAsBefore ? now.etag : null);
    return { status: "accepted" };
  }

  /** What became of an update that was not plainly answered. */
  private async lookAfter(values: FieldValues, etag: string): Promise<Probe | "as before"> {
    const now = await this.access.read();
    if (now?.etag === etag) return "as before";
    this.etag = null;
    const isOurs =
      now !== null &&
      Object.keys(values).every((id) => sameValue(now.values[id as MappingId], values[id as MappingId]));
    if (!isOurs || !this.isUntouched(now.values, (id) => !(id in this.written) && !(id in values))) return brokenOff;
    this.written = { ...this.written, ...values };
    this.etag = now.etag;
    return { status: "accepted" };
  }

  private isUntouched(values: FieldValues, counts: (id: MappingId) => boolean): boolean {
    return this.mappings.every(({ id }) => !counts(id) || sameValue(values[id], this.before[id]));
  }
}

function refusedBy(outcome: BatchOutcome): Probe {
  if (outcome.state !== "answered") return brokenOff;
  return { status: "refused", message: readRefusal(outcome.status, outcome.headers, outcome.body).message };
}

/**
 * Finds out which of the values that the list refused together are at fault, and writes all the others (Graph contract 6.1: a wrong value may be
 * answered by a bare "Invalid request" or a 500). Only ever updates the one item, each time under its latest eTag, and one field a time at the
 * least. Throws what concerns all writes (login, permission, quota), and the signal's reason: what was written until then is found at the item.
 */
export async function isolateRefusal(
  item: RefusedItem,
  access: ItemAccess,
  mappings: readonly FieldMapping[],
  signal: AbortSignal,
): Promise<IsolatedRefusal> {
  const fields = mappings.filter((mapping) => isWritable(mapping) && item.values[mapping.id] !== undefined);
  const valuesOf = (ids: readonly MappingId[]): FieldValues =>
    Object.fromEntries(ids.map((id) => [id, item.values[id] ?? null]));
  const ids = fields.map(({ id }) => id);
  const now = await access.read();
  if (now === null || now.etag !== item.etag)
    return { culprits: [], written: {}, undecided: valuesOf(ids), etag: null };
  const search = new Search(item, access, mappings, now.values, signal);
  const found = await isolateFields(ids, (part) => search.probe(part));
  return {
    culprits: found.culprits,
    written: valuesOf(found.accepted),
    undecided: valuesOf(found.undecided),
    etag: search.etag,
  };
}
