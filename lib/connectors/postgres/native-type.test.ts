import { describe, expect, it } from "vitest";
import { resolveDomain, typesFromRows } from "./native-type";

const rows = [
  ["23", "int4", "integer", "t", null, "0", ",", "0", "-1", "f", "integer", null],
  ["1043", "varchar", "character varying", "t", null, "0", ",", "0", "-1", "f", "character varying", null],
  ["900", "short", "short", "f", null, "0", ",", "1043", "14", "f", "short", null],
  ["901", "shorter", "shorter", "f", null, "0", ",", "900", "-1", "t", "shorter", null],
  ["902", "mood", "mood", "f", '["sad","it\'s ok"]', "0", ",", "0", "-1", "f", "mood", null],
  ["903", "_mood", "_mood", "f", null, "902", ",", "0", "-1", "f", "_mood", null],
];

describe("typesFromRows", () => {
  const types = typesFromRows(rows);

  it("ties arrays to their elements and names them as people do", () => {
    expect(types.get(903)).toMatchObject({
      label: "mood[]",
      element: { name: "mood", enumValues: ["sad", "it's ok"] },
    });
  });

  it("follows a domain of a domain to base type, length and NOT NULL", () => {
    const shorter = types.get(901);
    expect(shorter && resolveDomain(shorter, -1)).toMatchObject({
      type: { name: "varchar" },
      typmod: 14,
      isNotNull: true,
    });
  });

  it("leaves ordinary types as they are", () => {
    const integer = types.get(23);
    expect(integer && resolveDomain(integer, -1)).toEqual({ type: integer, typmod: -1, isNotNull: false });
  });
});
