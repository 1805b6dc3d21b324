import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countFlips, inBaseForm, listFormAfter, mostFlips, pingPongFields } from "./normalise";
import type { CanonicalValue, FieldValues, Flips, MappingId } from "./types";
import { sameValue } from "./value";

const of = (values: Record<string, CanonicalValue>): FieldValues => values;
const amount = "amount" as MappingId;

describe("the list's own form of a field", () => {
  it("is what stands under the eTag of our own write and differs from what was sent (P13)", () => {
    const sent = of({ amount: 0.30000000000000004, name: "a" });
    expect(listFormAfter(null, sent, of({ amount: 0.3, name: "a" }))).toEqual({ amount: 0.3 });
    expect(listFormAfter(null, sent, sent)).toBeNull();
  });

  it("stays for fields that were not sent, and goes when the list shows the value as sent", () => {
    const former = of({ amount: 0.3, name: "<div>x</div>" });
    expect(listFormAfter(former, of({ amount: 5 }), of({ amount: 5, name: "<div>x</div>" }))).toEqual({
      name: "<div>x</div>",
    });
  });

  it("reads as what was sent, so that it is nobody's edit", () => {
    const base = of({ amount: 0.30000000000000004, name: "a" });
    const form = of({ amount: 0.3 });
    expect(inBaseForm(of({ amount: 0.3, name: "b" }), base, form)).toEqual({ amount: 0.30000000000000004, name: "b" });
    expect(inBaseForm(of({ amount: 0.4, name: "a" }), base, form)).toEqual({ amount: 0.4, name: "a" });
  });

  it("need not be learned of a number that the list keeps with fifteen digits", () => {
    const base = of({ amount: 0.30000000000000004, count: 9007199254740991 });
    expect(inBaseForm(of({ amount: 0.3, count: 9007199254740990 }), base, null)).toEqual(base);
    expect(inBaseForm(of({ amount: 0.31, count: 9007199254740980 }), base, null)).toEqual({
      amount: 0.31,
      count: 9007199254740980,
    });
  });

  it("takes every list back to base, whatever it makes of the values", () => {
    const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.array(fc.string()));
    fc.assert(
      fc.property(fc.dictionary(fc.uuid(), fc.tuple(value, value)), (fields) => {
        const side = (place: 0 | 1) =>
          of(Object.fromEntries(Object.entries(fields).map(([id, pair]) => [id, pair[place]])));
        const [sent, read] = [side(0), side(1)];
        const seen = inBaseForm(read, sent, listFormAfter(null, sent, read));
        for (const id of Object.keys(sent) as MappingId[]) expect(sameValue(seen[id], sent[id])).toBe(true);
      }),
    );
  });
});

describe("ping-pong", () => {
  const answer = (flips: Flips | null, ours: CanonicalValue, theirs?: CanonicalValue, byPerson = false) =>
    countFlips(flips, {
      sent: of({ amount: ours }),
      replaced: theirs === undefined ? {} : of({ amount: theirs }),
      byPerson,
    });

  it("is a field that was answered three times with the same value", () => {
    let flips: Flips | null = null;
    for (let count = 1; count < mostFlips; count++) {
      flips = answer(flips, 1, 2);
      expect(pingPongFields(flips)).toEqual([]);
    }
    expect(pingPongFields(answer(flips, 1, 2))).toEqual([amount]);
  });

  it("is forgotten after a person's edit, another value, or a write that replaced nothing", () => {
    const twice = answer(answer(null, 1, 2), 1, 2);
    expect(answer(twice, 1, 2, true)).toBeNull();
    expect(answer(twice, 1)).toBeNull();
    expect(answer(twice, 1, 3)?.[amount]?.count).toBe(1);
    expect(answer(twice, 4, 2)?.[amount]?.count).toBe(1);
  });

  it("is never seen in a source that alternates by itself", () => {
    let flips: Flips | null = null;
    for (let run = 0; run < 10; run++) flips = answer(flips, run % 2 === 0);
    expect(flips).toBeNull();
  });

  it("counts each field by itself", () => {
    const write = { sent: of({ amount: 1, name: "a" }), replaced: of({ amount: 2 }), byPerson: false };
    const flips = countFlips(countFlips(countFlips(null, write), write), write);
    expect(pingPongFields(flips)).toEqual([amount]);
  });
});
