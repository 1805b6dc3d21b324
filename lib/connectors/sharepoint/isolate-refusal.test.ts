import { beforeEach, describe, expect, it } from "vitest";
import type { CanonicalValue, FieldMapping, FieldValues, MappingId } from "@/lib/engine/types";
import type { BatchOutcome } from "@/lib/graph/batch";
import { type ItemAccess, isolateRefusal } from "./isolate-refusal";

const names = ["A", "B", "C", "D"] as const;
type Name = (typeof names)[number];

const mappings = names.map(
  (name): FieldMapping => ({
    id: name as string as MappingId,
    sourceColumn: name.toLowerCase(),
    sourceKind: "text",
    transform: null,
    nullPolicy: "CLEAR",
    defaultValue: null,
    target: { name, type: "text", maxLength: 255, choices: [], allowsOtherChoices: false },
    direction: "PUSH_ONLY",
  }),
);

const values = (given: Partial<Record<Name, CanonicalValue>>): FieldValues => given as FieldValues;

const answered = (status: number, body: unknown = null): BatchOutcome => ({
  state: "answered",
  status,
  headers: {},
  body,
});
const invalid = answered(400, { error: { code: "invalidRequest", message: "Invalid request" } });

/** An item that refuses the value "bad", and what a test makes of single updates. */
class Item implements ItemAccess {
  values: FieldValues = values({ A: "old", B: "old", C: "old", D: "old" });
  version = 1;
  updates: FieldValues[] = [];
  reads = 0;
  isGone = false;
  bringsETag = true;
  /** Replaces an answer, or acts before or after the update. */
  answer: (at: number, apply: () => BatchOutcome) => BatchOutcome = (_, apply) => apply();

  async update(part: FieldValues, etag: string): Promise<BatchOutcome> {
    this.updates.push(part);
    return this.answer(this.updates.length, () => this.apply(part, etag));
  }

  async read() {
    this.reads += 1;
    return this.isGone ? null : { itemId: 7, etag: `"${this.version}"`, values: this.values };
  }

  edit(part: FieldValues): void {
    this.values = { ...this.values, ...part };
    this.version += 1;
  }

  private apply(part: FieldValues, etag: string): BatchOutcome {
    if (this.isGone) return answered(404);
    if (etag !== `"${this.version}"`) return answered(412);
    if (Object.values(part).includes("bad")) return invalid;
    this.edit(part);
    return answered(200, this.bringsETag ? { "@odata.etag": `"${this.version}"` } : {});
  }
}

let item: Item;

beforeEach(() => {
  item = new Item();
});

const isolate = (wanted: FieldValues, signal = new AbortController().signal) =>
  isolateRefusal({ itemId: 7, etag: '"1"', values: wanted }, item, mappings, signal);

const wanted = values({ A: "a", B: "b", C: "bad", D: "d" });
const others = values({ A: "a", B: "b", D: "d" });
const allFound = { culprits: [{ field: "C", message: "Invalid request" }], written: others, undecided: {} };

describe("a refused payload", () => {
  it("is taken apart: the field at fault has a name, the others stand in the item", async () => {
    expect(await isolate(wanted)).toEqual({ ...allFound, etag: `"${item.version}"` });
    expect(item.values).toEqual({ ...others, C: "old" });
  });

  it("is taken apart where no update brings an eTag, by reading it", async () => {
    item.bringsETag = false;
    expect(await isolate(wanted)).toEqual({ ...allFound, etag: `"${item.version}"` });
  });

  it("is never written over a person's edit, made between two updates or between an update and its reading", async () => {
    for (const bringsETag of [true, false]) {
      item = new Item();
      item.bringsETag = bringsETag;
      item.answer = (at, apply) => {
        const outcome = apply();
        if (at === 1) item.edit(values({ D: "by hand" }));
        return outcome;
      };
      const found = await isolate(wanted);
      expect(found).toMatchObject({
        written: values({ A: "a", B: "b" }),
        undecided: values({ C: "bad", D: "d" }),
        etag: null,
      });
      expect(item.values).toMatchObject(values({ D: "by hand" }));
    }
  });

  it("is not touched where the item is not as it was known", async () => {
    item.edit(values({ A: "by hand" }));
    expect(await isolate(wanted)).toEqual({ culprits: [], written: {}, undecided: wanted, etag: null });
    expect(item.updates).toEqual([]);
  });

  it("is given up when the item goes in the midst of it", async () => {
    item.answer = (at, apply) => {
      if (at === 2) item.isGone = true;
      return apply();
    };
    const found = await isolate(wanted);
    expect(found).toMatchObject({ undecided: values({ C: "bad", D: "d" }), etag: null });
  });

  it("that meets a server error twice is refused by it; one that passes was the server's", async () => {
    const broken = answered(500, {
      error: { code: "generalException", message: "General exception while processing" },
    });
    item.answer = (at, apply) => (Object.values(item.updates[at - 1] ?? {}).includes("bad") ? broken : apply());
    expect(await isolate(wanted)).toMatchObject({
      culprits: [{ field: "C", message: "General exception while processing" }],
      written: others,
    });
    item = new Item();
    item.answer = (at, apply) => (at === 1 ? broken : apply());
    expect(await isolate(wanted)).toEqual({ ...allFound, etag: `"${item.version}"` });
  });

  it("whose answer is lost is looked after: written once, not twice", async () => {
    item.answer = (at, apply) => {
      const outcome = apply();
      return at === 1 ? { state: "lost", code: "graph-in-doubt" } : outcome;
    };
    expect(await isolate(wanted)).toEqual({ ...allFound, etag: `"${item.version}"` });
    expect(item.updates.filter((part) => "A" in part)).toHaveLength(1);
  });

  it("whose answer is lost while a person edits is left alone", async () => {
    item.answer = (at, apply) => {
      const outcome = apply();
      if (at === 1) item.edit(values({ D: "by hand" }));
      return at === 1 ? { state: "lost", code: "graph-in-doubt" } : outcome;
    };
    expect(await isolate(wanted)).toEqual({ culprits: [], written: {}, undecided: wanted, etag: null });
  });

  it("waits a little where Graph asks for it, and does not wait long", async () => {
    const later = (retryAfterMs: number): BatchOutcome => ({
      state: "later",
      code: "graph-throttled",
      retryAfterMs,
      wasSent: true,
    });
    item.answer = (at, apply) => (at === 1 ? later(20) : apply());
    expect(await isolate(wanted)).toMatchObject(allFound);
    item = new Item();
    item.answer = (at, apply) => (at === 2 ? later(60_000) : apply());
    expect(await isolate(wanted)).toMatchObject({
      culprits: [],
      written: values({ A: "a", B: "b" }),
      undecided: values({ C: "bad", D: "d" }),
      etag: '"2"',
    });
  });

  it("stops at once when it is aborted, and when the application may no longer write", async () => {
    const reason = new Error("lease ends");
    const controller = new AbortController();
    item.answer = () => {
      controller.abort(reason);
      return { state: "later", code: "graph-throttled", retryAfterMs: 20_000, wasSent: true };
    };
    await expect(isolate(wanted, controller.signal)).rejects.toBe(reason);
    item = new Item();
    item.answer = () => answered(403);
    await expect(isolate(wanted)).rejects.toMatchObject({ code: "graph-permission", trait: "halt" });
  });

  it("leaves out what is never sent", async () => {
    const readOnly = mappings.map((mapping) =>
      mapping.target.name === "A" ? { ...mapping, direction: "PULL_ONLY" as const } : mapping,
    );
    const found = await isolateRefusal(
      { itemId: 7, etag: '"1"', values: wanted },
      item,
      readOnly,
      new AbortController().signal,
    );
    expect(found).toMatchObject({ culprits: [{ field: "C" }], written: values({ B: "b", D: "d" }), undecided: {} });
  });
});
