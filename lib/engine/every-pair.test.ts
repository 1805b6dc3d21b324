import { expect, it } from "vitest";
import { convertedTypes, everyPair, type Pair, pairZone } from "./testing/every-pair";
import { converterFor } from "./value";

const shown = ({ value }: Pair) => JSON.stringify(value).slice(0, 40);

it.each(everyPair.map((pair) => [pair.kind, pair.target.type, shown(pair), pair] as const))(
  "%s into %s: %s (P19, P20, P21)",
  (_kind, _type, _value, { kind, target, value, expected }) => {
    const found = converterFor(kind, target, pairZone)(value);
    if ("refused" in expected) expect(found).toMatchObject({ ok: false, code: expected.refused });
    else expect(found).toEqual({ ok: true, value: expected.value });
  },
);

it("covers every kind of value with every type of column", () => {
  const pairs = new Set(everyPair.map(({ kind, target }) => `${kind} ${target.type}`));
  expect(pairs.size).toBe(19 * convertedTypes.length);
});

it("says of each refused value why, in a sentence that fits a screen", () => {
  for (const { kind, target, value } of everyPair) {
    const found = converterFor(kind, target, pairZone)(value);
    if (!found.ok) expect(found.message).toMatch(/^.{10,200}\.$/s);
  }
});
