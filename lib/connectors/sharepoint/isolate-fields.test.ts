import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isolateFields, type Probe } from "./isolate-fields";

const fieldsOf = (count: number) => Array.from({ length: count }, (_, at) => at);

/** A list that refuses what holds a culprit, and remembers what it was asked and what it took. */
function listRefusing(culprits: ReadonlySet<number>, brokenAfter = Number.POSITIVE_INFINITY) {
  const asked: (readonly number[])[] = [];
  const written: number[] = [];
  const probe = async (fields: readonly number[]): Promise<Probe> => {
    if (asked.length >= brokenAfter) return { status: "broken-off" };
    asked.push(fields);
    const refused = fields.filter((field) => culprits.has(field));
    if (refused.length > 0) return { status: "refused", message: `No ${refused.join()}` };
    written.push(...fields);
    return { status: "accepted" };
  };
  return { probe, asked, written };
}

const sorted = (fields: readonly number[]) => fields.toSorted((left, right) => left - right);

/** Some fields, at least one of them a culprit. */
const refusedSet = fc
  .integer({ min: 1, max: 60 })
  .chain((count) =>
    fc.tuple(
      fc.constant(count),
      fc.uniqueArray(fc.integer({ min: 0, max: count - 1 }), { minLength: 1, maxLength: 6 }),
    ),
  );

describe("the fields at fault", () => {
  it("are found exactly, all others written once, in few probes", async () => {
    await fc.assert(
      fc.asyncProperty(refusedSet, async ([count, culprits]) => {
        const list = listRefusing(new Set(culprits));
        const found = await isolateFields(fieldsOf(count), list.probe);
        expect(sorted(found.culprits.map(({ field }) => field))).toEqual(sorted(culprits));
        for (const { field, message } of found.culprits) expect(message).toBe(`No ${field}`);
        const good = fieldsOf(count).filter((field) => !culprits.includes(field));
        expect(sorted(found.accepted)).toEqual(good);
        expect(sorted(list.written)).toEqual(good);
        expect(found.undecided).toEqual([]);
        expect(list.asked.length).toBeLessThanOrEqual(2 * culprits.length * Math.ceil(Math.log2(count)) + 1);
      }),
    );
  });

  it("are one of forty in at most twelve probes, wherever it stands", async () => {
    for (const culprit of fieldsOf(40)) {
      const list = listRefusing(new Set([culprit]));
      await isolateFields(fieldsOf(40), list.probe);
      expect(list.asked.length).toBeLessThanOrEqual(12);
    }
  });

  it("are none where fields are refused only together", async () => {
    const written: number[] = [];
    const probe = async (fields: readonly number[]): Promise<Probe> => {
      if (fields.includes(2) && fields.includes(3)) return { status: "refused", message: "Not together" };
      written.push(...fields);
      return { status: "accepted" };
    };
    const found = await isolateFields([1, 2, 3], probe);
    expect(found).toEqual({ culprits: [], accepted: [1, 2, 3], undecided: [] });
    expect(written).toEqual([1, 2, 3]);
  });

  it("are undecided from where the search is broken off, and nothing is asked after that", async () => {
    await fc.assert(
      fc.asyncProperty(refusedSet, fc.integer({ min: 0, max: 12 }), async ([count, culprits], brokenAfter) => {
        const list = listRefusing(new Set(culprits), brokenAfter);
        const found = await isolateFields(fieldsOf(count), list.probe);
        const known = [...found.culprits.map(({ field }) => field), ...found.accepted, ...found.undecided];
        expect(sorted(known)).toEqual(fieldsOf(count));
        expect(found.accepted).toEqual(list.written);
        expect(list.asked.length).toBeLessThanOrEqual(brokenAfter);
        for (const { field } of found.culprits) expect(culprits).toContain(field);
      }),
    );
  });

  it("are sought nowhere where there is no field", async () => {
    const list = listRefusing(new Set());
    expect(await isolateFields([], list.probe)).toEqual({ culprits: [], accepted: [], undecided: [] });
    expect(list.asked).toEqual([]);
  });
});
