import fc from "fast-check";
import { expect, test } from "vitest";
import { secretsIn, writingsOf } from "./writings";

const secret = fc.string({ minLength: 8, maxLength: 40, unit: "grapheme" });
const around = fc.string({ maxLength: 20, unit: "grapheme" });

const writers: readonly (readonly [string, (text: string) => string])[] = [
  ["as it is", (text) => text],
  ["in an address", encodeURIComponent],
  ["in a form", (text) => new URLSearchParams({ text }).toString()],
  ["in JSON", (text) => JSON.stringify({ text })],
  ["in base64", (text) => Buffer.from(text).toString("base64")],
  ["in base64url", (text) => Buffer.from(text).toString("base64url")],
  ["in hexadecimal", (text) => Buffer.from(text).toString("hex")],
];

test.each(writers)("a secret is found %s, whatever stands around it", (_, write) => {
  fc.assert(
    fc.property(secret, around, around, (hidden, before, after) => {
      const known = new Map([["hidden", writingsOf(hidden)]]);
      expect(secretsIn(write(`${before}${hidden}${after}`), known)).toEqual(["hidden"]);
    }),
  );
});

test("a text without a secret holds none", () => {
  expect(secretsIn("all is well", new Map([["hidden", writingsOf("a secret of nobody")]]))).toEqual([]);
});
