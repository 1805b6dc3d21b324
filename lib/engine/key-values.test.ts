import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { identityOf } from "./identity";
import { keyValuesOf } from "./key-values";

const text = (name: string) => ({ name, kind: "text" as const });

describe("the key values of an identity", () => {
  it("are those it was made of, whatever they hold", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 20 }), { minLength: 1, maxLength: 3 }), (values) => {
        const columns = values.map((_, index) => text(`a=|\\${index}`));
        expect(keyValuesOf(columns, identityOf(columns, values))).toEqual(values);
      }),
    );
  });

  it("come in the form in which equal values are one", () => {
    const columns = [
      { name: "n", kind: "decimal" as const },
      { name: "u", kind: "uuid" as const },
    ];
    expect(keyValuesOf(columns, identityOf(columns, ["007.50", "ABCD"]))).toEqual(["7.5", "abcd"]);
  });

  it.each([
    ["of a text that was cut off", [text("a")], identityOf([text("a")], ["x".repeat(5_000)])],
    ["of another number of columns", [text("a"), text("b")], identityOf([text("a")], ["1"])],
    ["of columns of another kind", [{ name: "a", kind: "integer" as const }], identityOf([text("a")], ["1"])],
    ["with a NULL", [text("a"), text("b")], identityOf([text("a"), text("b")], ["1", null])],
    ["of one of several equal rows", [text("a")], identityOf([text("a")], ["1"], 2)],
  ])("are not told %s", (_, columns, identity) => {
    expect(keyValuesOf(columns, identity)).toBeNull();
  });
});
