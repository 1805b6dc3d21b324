import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ListPort, WriteAnswer } from "@/lib/engine/ports";
import type { CanonicalValue, FieldMapping, FieldValues, MappingId, TargetType, ValueKind } from "@/lib/engine/types";

/** A list to hold a port to its contract: the port, and hands that act on the list without it. */
export interface ListPortUnderTest {
  readonly port: ListPort;
  /** Changes an item as a person would. Values are canonical, keyed by mapping. */
  editAsPerson(itemId: number, values: FieldValues): Promise<void>;
  /** Deletes an item as a person would. */
  remove(itemId: number): Promise<void>;
  close(): Promise<void>;
}

function field(type: TargetType, kind: ValueKind, choices: readonly string[] = []): FieldMapping {
  const name = `C${type.replace(/-./g, (dash) => dash.charAt(1).toUpperCase()).replace(/^./, (first) => first.toUpperCase())}`;
  return {
    id: `contract-${type}` as MappingId,
    sourceColumn: name.toLowerCase(),
    sourceKind: kind,
    transform: null,
    nullPolicy: "CLEAR",
    defaultValue: null,
    target: { name, type, maxLength: type === "text" ? 255 : null, choices, allowsOtherChoices: false },
    direction: "PUSH_ONLY",
  };
}

/** The fields that the list under test has, one of each type that can be written. */
export const contractMappings: readonly FieldMapping[] = [
  field("text", "text"),
  field("note", "text"),
  field("number", "decimal"),
  field("boolean", "boolean"),
  field("date", "date"),
  field("date-time", "instant"),
  field("choice", "enum", ["Low", "High", "Ünlike"]),
  field("multi-choice", "array", ["a", "b", "c & d"]),
];

/** Values by type, for readable tests. */
function values(given: Partial<Record<TargetType, CanonicalValue>>): FieldValues {
  return Object.fromEntries(Object.entries(given).map(([type, value]) => [`contract-${type}`, value]));
}

/** All fields, the ones not given are null. */
function complete(given: Partial<Record<TargetType, CanonicalValue>>): FieldValues {
  const empty: FieldValues = Object.fromEntries(contractMappings.map((mapping) => [mapping.id, null]));
  return { ...empty, ...values(given) };
}

const filled = values({
  text: 'It\'s 100 % "A&B" + <ä漢🎈>',
  note: "first\nsecond\n\tthird",
  number: -1234.5678,
  boolean: false,
  date: "2026-03-08",
  "date-time": "2026-11-01T09:30:15Z",
  choice: "Ünlike",
  "multi-choice": ["a", "c & d"],
});

let made = 0;
/** A key as the engine makes them: lower-case hex SHA-256. */
function newKey(): string {
  made += 1;
  return createHash("sha256").update(`${made}-${crypto.randomUUID()}`).digest("hex");
}

function requireWritten(answer: WriteAnswer | undefined): { itemId: number; etag: string } {
  expect(answer?.status, JSON.stringify(answer)).toBe("written");
  if (answer?.status !== "written") throw new Error("The write was not accepted.");
  if (answer.etag === null) throw new Error("The write brought no eTag.");
  return { itemId: answer.itemId, etag: answer.etag };
}

/**
 * What every list port owes the engine. Runs against the real one and the one in memory; `makePort` gives a fresh list with
 * {@link contractMappings} and a unique key column.
 */
export function describeListPort(name: string, makePort: () => Promise<ListPortUnderTest>): void {
  describe(`${name} keeps the contract of a list port`, () => {
    const signal = new AbortController().signal;
    let list: ListPortUnderTest;
    let port: ListPort;

    beforeAll(async () => {
      list = await makePort();
      port = list.port;
    });

    afterAll(async () => {
      await list?.close();
    });

    async function create(given: FieldValues, key = newKey()) {
      const [answer] = await port.write([{ kind: "create", key, values: given }], signal);
      return { key, ...requireWritten(answer) };
    }

    const read = async (itemId: number) => (await port.readItems([itemId], signal)).get(itemId);

    it("finds its key column", async () => {
      await expect(port.verifyKeyColumn(signal)).resolves.toBeUndefined();
    });

    it("creates an item and gives every value back in canonical form", async () => {
      const { itemId, key, etag } = await create(filled);
      const item = await read(itemId);
      expect(item).toEqual({ itemId, etag, values: filled, isByPerson: false });
      expect((await port.findByKey([key], signal)).get(key)).toEqual({
        itemId,
        etag,
        values: filled,
        isByPerson: false,
      });
    });

    it.each<[string, Partial<Record<TargetType, CanonicalValue>>]>([
      [
        "the smallest of each",
        { text: " ", number: 0, boolean: false, date: "1900-01-01", "date-time": "1900-01-01T00:00:00Z" },
      ],
      [
        "the largest of each",
        {
          text: "x".repeat(255),
          number: 123456789012345,
          boolean: true,
          date: "8900-12-31",
          "date-time": "8900-12-31T23:59:59Z",
        },
      ],
      ["days around a change of clocks", { date: "2026-03-29", "date-time": "2026-03-08T10:00:00Z" }],
      ["a fraction and one choice", { number: 0.1, choice: "Low", "multi-choice": ["b"] }],
      ["a long note", { note: "äöü".repeat(5_000) }],
    ])("keeps %s", async (_, given) => {
      const { itemId } = await create(complete(given));
      expect((await read(itemId))?.values).toEqual(complete(given));
    });

    it("creates items whose fields are all empty", async () => {
      const { itemId } = await create({});
      expect((await read(itemId))?.values).toEqual(complete({}));
    });

    it("refuses a second item with the same key and keeps the first", async () => {
      const { itemId, key } = await create(filled);
      expect(await port.write([{ kind: "create", key, values: values({ text: "second" }) }], signal)).toEqual([
        { status: "not-unique" },
      ]);
      expect((await port.findByKey([key], signal)).get(key)).toMatchObject({ itemId, values: filled });
    });

    it("updates only the named fields under a good eTag, and brings a new one", async () => {
      const { itemId, etag } = await create(filled);
      const [answer] = await port.write(
        [{ kind: "update", itemId, etag, values: values({ text: "new", date: "2027-01-31" }) }],
        signal,
      );
      const written = requireWritten(answer);
      expect(written.itemId).toBe(itemId);
      expect(written.etag).not.toBe(etag);
      expect(await read(itemId)).toEqual({
        itemId,
        etag: written.etag,
        values: { ...filled, ...values({ text: "new", date: "2027-01-31" }) },
        isByPerson: false,
      });
    });

    it("clears every type by an explicit null", async () => {
      const { itemId, etag } = await create(filled);
      const [answer] = await port.write([{ kind: "update", itemId, etag, values: complete({}) }], signal);
      requireWritten(answer);
      expect((await read(itemId))?.values).toEqual(complete({}));
    });

    it("writes nothing over a person's edit", async () => {
      const { itemId, etag } = await create(filled);
      await list.editAsPerson(itemId, values({ text: "by hand" }));
      expect(
        await port.write([{ kind: "update", itemId, etag, values: values({ text: "by us", number: 1 }) }], signal),
      ).toEqual([{ status: "changed-meanwhile" }]);
      const item = await read(itemId);
      expect(item?.values).toEqual({ ...filled, ...values({ text: "by hand" }) });
      expect(item?.isByPerson).toBe(true);
      expect(item?.etag).not.toBe(etag);
    });

    it("deletes under a good eTag only, and says so of an item that is gone", async () => {
      const { itemId, etag } = await create(filled);
      await list.editAsPerson(itemId, values({ text: "by hand" }));
      const remove = async (match: string) => (await port.write([{ kind: "delete", itemId, etag: match }], signal))[0];
      expect(await remove(etag)).toEqual({ status: "changed-meanwhile" });
      const now = (await read(itemId))?.etag ?? "";
      expect(await remove(now)).toEqual({ status: "written", itemId, etag: null });
      expect(await read(itemId)).toBeUndefined();
      expect(await remove(now)).toEqual({ status: "gone" });
    });

    it("says that an item is gone, and reads and finds it no more", async () => {
      const { itemId, etag, key } = await create(filled);
      await list.remove(itemId);
      expect(await port.write([{ kind: "update", itemId, etag, values: values({ text: "x" }) }], signal)).toEqual([
        { status: "gone" },
      ]);
      expect((await port.readItems([itemId], signal)).size).toBe(0);
      expect((await port.findByKey([key], signal)).size).toBe(0);
    });

    it("names the fields at fault of a refused update, and writes the others", async () => {
      const { itemId, etag } = await create(filled);
      const wrong = values({ text: "x".repeat(256), choice: "Nobody's" });
      const right = values({ note: "new", number: 2, date: "2027-01-31", "multi-choice": ["b"] });
      const update = { kind: "update" as const, itemId, etag, values: { ...right, ...wrong } };
      expect((await port.write([update], signal))[0]?.status).toBe("refused");
      const found = await port.isolateRefusal({ itemId, etag, values: update.values }, signal);
      expect(found).toMatchObject({ written: right, undecided: {} });
      expect(found.culprits.map(({ field }) => field).toSorted()).toEqual(["contract-choice", "contract-text"]);
      for (const { message } of found.culprits) expect(message).not.toBe("");
      expect(await read(itemId)).toEqual({
        itemId,
        etag: found.etag,
        values: { ...filled, ...right },
        isByPerson: false,
      });
      const next = { ...update, etag: found.etag ?? "", values: wrong };
      expect((await port.write([next], signal))[0]?.status).toBe("refused");
      expect(requireWritten((await port.write([{ ...next, values: right }], signal))[0]).itemId).toBe(itemId);
    });

    it("looks for no fault in an item that a person edited, or that is gone", async () => {
      const { itemId, etag } = await create(filled);
      await list.editAsPerson(itemId, values({ text: "by hand" }));
      const wanted = values({ number: 1, choice: "Nobody's" });
      const nothing = { culprits: [], written: {}, undecided: wanted, etag: null };
      expect(await port.isolateRefusal({ itemId, etag, values: wanted }, signal)).toEqual(nothing);
      expect((await read(itemId))?.values).toEqual({ ...filled, ...values({ text: "by hand" }) });
      await list.remove(itemId);
      expect(await port.isolateRefusal({ itemId, etag, values: wanted }, signal)).toEqual(nothing);
    });

    it("answers a mixed group in the order of the requests", async () => {
      const first = await create(filled);
      const second = await create(filled);
      const third = await create(filled);
      await list.remove(second.itemId);
      const answers = await port.write(
        [
          { kind: "update", itemId: second.itemId, etag: second.etag, values: values({ text: "gone" }) },
          { kind: "create", key: newKey(), values: values({ text: "created" }) },
          { kind: "update", itemId: first.itemId, etag: first.etag, values: values({ text: "updated" }) },
          { kind: "create", key: first.key, values: {} },
          { kind: "update", itemId: third.itemId, etag: first.etag, values: values({ text: "stale" }) },
        ],
        signal,
      );
      expect(answers.map((answer) => answer.status)).toEqual([
        "gone",
        "written",
        "written",
        "not-unique",
        "changed-meanwhile",
      ]);
      expect((await read(requireWritten(answers[1]).itemId))?.values).toEqual(complete({ text: "created" }));
      expect((await read(requireWritten(answers[2]).itemId))?.values).toEqual({
        ...filled,
        ...values({ text: "updated" }),
      });
    });

    it("takes 45 requests at once and reads and finds as many", async () => {
      const keys = Array.from({ length: 45 }, newKey);
      const answers = await port.write(
        keys.map((key, at) => ({ kind: "create" as const, key, values: values({ number: at }) })),
        signal,
      );
      const ids = answers.map((answer) => requireWritten(answer).itemId);
      expect(new Set(ids).size).toBe(45);
      const items = await port.readItems([...ids, 999_999], signal);
      expect(items.size).toBe(45);
      const found = await port.findByKey([...keys, newKey()], signal);
      expect(found.size).toBe(45);
      for (const [at, key] of keys.entries()) {
        expect(found.get(key)).toMatchObject({ itemId: ids[at], values: complete({ number: at }) });
        expect(items.get(ids[at] ?? 0)).toEqual(found.get(key));
      }
    });

    it("does nothing for nothing", async () => {
      expect(await port.write([], signal)).toEqual([]);
      expect((await port.findByKey([], signal)).size).toBe(0);
      expect((await port.readItems([], signal)).size).toBe(0);
    });

    it("stops with the reason of an abort", async () => {
      const reason = new Error("lease ends");
      await expect(port.write([{ kind: "create", key: newKey(), values: {} }], AbortSignal.abort(reason))).rejects.toBe(
        reason,
      );
    });
  });
}
