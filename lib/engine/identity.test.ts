import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { identityOf, identityReader, isCutOff, isCutText, namespaceOf, syncBridgeKey } from "./identity";
import type { ValueKind } from "./types";

const key = (...kinds: ValueKind[]) => kinds.map((kind, index) => ({ name: `k${index}`, kind }));

describe("identity", () => {
  it("is readable and escaped", () => {
    const columns = [
      { name: "a", kind: "text" as const },
      { name: "b|c", kind: "text" as const },
    ];
    expect(identityOf(columns, ["1=2", "x|y\\z"]).text).toBe("a=1\\=2|b\\|c=x\\|y\\\\z");
  });

  it("tells composite keys apart whose parts run together (F1, P7)", () => {
    const columns = key("text", "text");
    expect(identityOf(columns, ["1", "23"]).hash).not.toBe(identityOf(columns, ["12", "3"]).hash);
    fc.assert(
      fc.property(
        fc.array(fc.string(), { minLength: 2, maxLength: 2 }),
        fc.array(fc.string(), { minLength: 2, maxLength: 2 }),
        (left, right) => {
          const same = left[0] === right[0] && left[1] === right[1];
          expect(identityOf(columns, left).hash === identityOf(columns, right).hash).toBe(same);
          expect(identityOf(columns, left).text === identityOf(columns, right).text).toBe(same);
        },
      ),
    );
  });

  it("tells 1 and '1' apart, and not 1.50 and 1.5", () => {
    expect(identityOf(key("integer"), ["1"]).hash).not.toBe(identityOf(key("text"), ["1"]).hash);
    expect(identityOf(key("decimal"), ["1.50"]).hash).toBe(identityOf(key("decimal"), ["1.5"]).hash);
    expect(identityOf(key("integer"), ["1"]).hash).toBe(identityOf(key("decimal"), ["1.000"]).hash);
    expect(identityOf(key("decimal"), ["-0.0"]).hash).toBe(identityOf(key("decimal"), ["0"]).hash);
    expect(identityOf(key("instant"), ["2026-01-01T00:00:00.500Z"]).hash).toBe(
      identityOf(key("instant"), ["2026-01-01T00:00:00.5Z"]).hash,
    );
    expect(identityOf(key("instant"), ["2026-01-01T00:00:00.000Z"]).hash).toBe(
      identityOf(key("instant"), ["2026-01-01T00:00:00Z"]).hash,
    );
    expect(identityOf(key("text"), ["a"]).hash).not.toBe(identityOf(key("text"), ["A"]).hash);
  });

  it("tells apart any two keys that differ in type, value, NULL or number, and no others", () => {
    const kinds: readonly ValueKind[] = ["text", "integer", "boolean", "uuid", "date"];
    const part = fc.tuple(
      fc.constantFrom(...kinds),
      fc.option(fc.constantFrom("1", "2", "a", "A", "", "#"), { freq: 4 }),
    );
    const some = fc.tuple(fc.array(part, { minLength: 1, maxLength: 3 }), fc.option(fc.integer({ min: 1, max: 3 })));
    // Text and uuid read upper case differently; the sample keeps to values whose forms are the values themselves.
    const formOf = ([kind, value]: readonly [ValueKind, string | null]) =>
      value === null ? "NULL" : `${kind}:${kind === "uuid" ? value.toLowerCase() : value}`;
    const hashOf = ([parts, number]: readonly [readonly (readonly [ValueKind, string | null])[], number | null]) =>
      identityOf(
        parts.map(([kind], index) => ({ name: `k${index}`, kind })),
        parts.map(([, value]) => value),
        number ?? undefined,
      ).hash;
    fc.assert(
      fc.property(some, some, (left, right) => {
        const isSame =
          JSON.stringify([left[0].map(formOf), left[1]]) === JSON.stringify([right[0].map(formOf), right[1]]);
        expect(hashOf(left) === hashOf(right)).toBe(isSame);
      }),
      { numRuns: 2_000 },
    );
  });

  it("does not depend on the key column's name, so that a renamed column keeps its items", () => {
    expect(identityOf([{ name: "id", kind: "integer" }], ["7"]).hash).toBe(
      identityOf([{ name: "number", kind: "integer" }], ["7"]).hash,
    );
  });

  it("reads an overlong key by its beginning and still tells two of them apart", () => {
    const long = "😀".repeat(5_000);
    const left = identityOf(key("text"), [`${long}a`]);
    const right = identityOf(key("text"), [`${long}b`]);
    expect(Buffer.byteLength(left.text)).toBeLessThan(2_600);
    expect(/\p{Surrogate}/u.test(left.text)).toBe(false);
    expect(left.hash).not.toBe(right.hash);
    expect(identityOf(key("text"), ["x".repeat(590)]).text).toHaveLength(593);
    expect(left.text).toMatch(/… \(text\)$/);
    expect(isCutOff(key("text"), left)).toBe(true);
    expect(isCutOff(key("uuid"), left)).toBe(false);
    expect(isCutText(left.text)).toBe(true);
    expect(isCutText("a… (text)")).toBe(false);
  });

  it("names an empty key column", () => {
    const columns = [
      { name: "b", kind: "text" as const, nativeType: "text" },
      { name: "a", kind: "text" as const, nativeType: "text" },
    ];
    const read = identityReader(
      {
        keyColumns: [
          { name: "a", kind: "text" },
          { name: "b", kind: "text" },
        ],
      },
      columns,
    );
    expect(read([null, "x"])).toMatchObject({ emptyKey: "b", identity: { text: "a=x|b=NULL" } });
    expect(read(["y", "x"])).toMatchObject({ identity: { text: "a=x|b=y" } });
  });

  it("keeps two tables in one list apart", () => {
    const { hash } = identityOf(key("integer"), ["1"]);
    const namespace = (table: string) =>
      namespaceOf({ application: "A", database: "d", environment: "PROD", schema: "s", table });
    expect(syncBridgeKey(namespace("t"), hash)).toMatch(/^[0-9a-f]{64}$/);
    expect(syncBridgeKey(namespace("t"), hash)).not.toBe(syncBridgeKey(namespace("u"), hash));
    expect(namespace("a/b")).toBe("A/d/PROD/s/a\\/b");
  });
});
