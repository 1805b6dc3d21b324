import { describe, expect, it } from "vitest";
import { formerKeyOf } from "./former-key";
import { identityOf } from "./identity";
import type { ValueKind } from "./types";

const columns = (...kinds: ValueKind[]) => kinds.map((kind, index) => ({ name: `c${index}`, kind }));
const made = (kinds: ValueKind[], values: string[]) => identityOf(columns(...kinds), values);

describe("the key that entries of the ledger were made of", () => {
  it.each<[why: string, now: ValueKind[], then: ValueKind[], values: string[], found: ValueKind[]]>([
    ["a number that is a text now", ["text"], ["decimal"], ["7"], ["integer"]],
    ["a text that is a number now", ["integer"], ["text"], ["7"], ["text"]],
    ["a text that is a UUID now", ["uuid"], ["text"], ["ABC"], ["text"]],
    ["a yes or no that is a number now", ["integer"], ["boolean"], ["1"], ["boolean"]],
    [
      "one of several columns",
      ["text", "integer", "date"],
      ["text", "text", "date"],
      ["a", "1", "2026-01-01"],
      ["text", "text", "date"],
    ],
    [
      "two of them",
      ["text", "integer", "text"],
      ["integer", "integer", "uuid"],
      ["1", "2", "ab"],
      ["integer", "integer", "uuid"],
    ],
  ])("is found for %s", (_, now, then, values, found) => {
    expect(formerKeyOf(columns(...now), [made(then, values)])?.map(({ kind }) => kind)).toEqual(found);
  });

  it("is today's where its columns only became wider or were renamed", () => {
    expect(formerKeyOf(columns("decimal"), [made(["integer"], ["7"])])).toBeNull();
    expect(formerKeyOf([{ name: "renamed", kind: "integer" }], [made(["integer"], ["7"])])).toBeNull();
    expect(formerKeyOf(columns("text"), [])).toBeNull();
  });

  it("is not guessed from entries that prove none: one whose text was cut off, or stored otherwise than it was made", () => {
    const long = made(["text"], ["x".repeat(5_000)]);
    const odd = { ...made(["text"], ["a"]), text: "c0=b" };
    expect(formerKeyOf(columns("text"), [long, odd])).toBeNull();
    expect(formerKeyOf(columns("integer"), [long, odd, made(["text"], ["a"])])?.[0]?.kind).toBe("text");
  });
});
