import { describe, expect, it } from "vitest";
import type { CanonicalValue, FieldMapping, FieldValues, MappingId, TargetType } from "@/lib/engine/types";
import { completeValues, fromWire, toWire } from "./convert";
import { localDayOf, siteDayOf, wireDay } from "./site-zone";

const zone = "America/Los_Angeles";

function mapping(type: TargetType, direction: FieldMapping["direction"] = "PUSH_ONLY"): FieldMapping {
  return {
    id: `m-${type}` as MappingId,
    sourceColumn: "c",
    sourceKind: "text",
    transform: null,
    nullPolicy: "CLEAR",
    defaultValue: null,
    target: { name: "Col", type, maxLength: null, choices: [], allowsOtherChoices: true },
    direction,
  };
}

const wire = (type: TargetType, value: CanonicalValue) =>
  toWire([mapping(type)], { [`m-${type}`]: value } as FieldValues, zone);
const canonical = (type: TargetType, value: unknown) =>
  fromWire([mapping(type)], value === undefined ? {} : { Col: value }, zone)[`m-${type}` as MappingId];

describe("toWire", () => {
  it.each([
    ["text", "a", { Col: "a" }],
    ["text", null, { Col: null }],
    ["note", "a\nb", { Col: "a\nb" }],
    ["number", 1.5, { Col: 1.5 }],
    ["boolean", false, { Col: false }],
    ["boolean", null, { Col: null }],
    ["choice", "Red", { Col: "Red" }],
    ["date", "2026-03-04", { Col: "2026-03-04T12:00:00Z" }],
    ["date", null, { Col: null }],
    ["date-time", "2026-03-04T05:06:07Z", { Col: "2026-03-04T05:06:07Z" }],
    ["multi-choice", ["a", "b"], { "Col@odata.type": "Collection(Edm.String)", Col: ["a", "b"] }],
    ["multi-choice", null, { "Col@odata.type": "Collection(Edm.String)", Col: [] }],
    ["lookup", 6, { ColLookupId: 6 }],
    ["lookup", null, { ColLookupId: null }],
    ["person", 11, { ColLookupId: 11 }],
    ["multi-lookup", [1, 2], { "ColLookupId@odata.type": "Collection(Edm.Int32)", ColLookupId: [1, 2] }],
    ["multi-lookup", null, { "ColLookupId@odata.type": "Collection(Edm.Int32)", ColLookupId: [] }],
    ["multi-person", [3], { "ColLookupId@odata.type": "Collection(Edm.Int32)", ColLookupId: [3] }],
    ["read-only", "x", {}],
  ] as const)("writes %s %j", (type, value, fields) => {
    expect(wire(type, value)).toEqual(fields);
  });

  it("leaves out what is not named, and what only flows the other way", () => {
    expect(toWire([mapping("text")], {}, zone)).toEqual({});
    expect(toWire([mapping("text", "PULL_ONLY")], { "m-text": "x" } as FieldValues, zone)).toEqual({});
  });
});

describe("completeValues", () => {
  it("names every writable field, empty ones as null", () => {
    const mappings = [mapping("text"), mapping("number"), mapping("read-only"), mapping("choice", "PULL_ONLY")];
    expect(completeValues(mappings, { "m-text": "a" } as FieldValues)).toEqual({ "m-text": "a", "m-number": null });
  });
});

describe("fromWire", () => {
  it.each([
    ["text", undefined, null],
    ["text", "", null],
    ["text", "a\r\nb\rc", "a\nb\nc"],
    ["note", "x", "x"],
    ["number", 3, 3],
    ["number", -0, 0],
    ["number", "4.5", 4.5],
    ["number", "", null],
    ["boolean", true, true],
    ["boolean", undefined, null],
    ["choice", "Red", "Red"],
    ["date", "2026-01-03T08:00:00Z", "2026-01-03"],
    ["date", "2026-07-03T07:00:00Z", "2026-07-03"],
    ["date", "2026-01-03", "2026-01-03"],
    ["date", undefined, null],
    ["date-time", "2026-03-04T05:06:07.999Z", "2026-03-04T05:06:07Z"],
    ["date-time", "never", null],
    ["multi-choice", ["b", "a", "b"], ["a", "b"]],
    ["multi-choice", [], null],
    ["read-only", { Url: "u" }, '{"Url":"u"}'],
    ["read-only", 7, 7],
  ] as const)("reads %s %j", (type, value, expected) => {
    expect(canonical(type, value)).toEqual(expected);
  });
});

describe("ids of items and people", () => {
  const read = (type: TargetType, fields: Readonly<Record<string, unknown>>) =>
    fromWire([mapping(type)], fields, zone)[`m-${type}` as MappingId];

  it.each([
    ["lookup", { ColLookupId: "6" }, 6],
    ["lookup", { ColLookupId: 6 }, 6],
    ["lookup", { Col: "Shown" }, null],
    ["person", {}, null],
    [
      "multi-lookup",
      {
        Col: [
          { LookupId: 7, LookupValue: "b" },
          { LookupId: 2, LookupValue: "a" },
        ],
      },
      [2, 7],
    ],
    ["multi-lookup", { Col: [] }, null],
    ["multi-person", { Col: [{ LookupId: 3, LookupValue: "Ada", Email: "ada@contoso.example" }] }, [3]],
  ] as const)("reads %s from %j", (type, fields, expected) => {
    expect(read(type, fields)).toEqual(expected);
  });
});

describe("days in a site's time zone", () => {
  const zones = [
    "Etc/GMT+12",
    "Pacific/Pago_Pago",
    "America/Los_Angeles",
    "UTC",
    "Asia/Kathmandu",
    "Pacific/Auckland",
    "Pacific/Kiritimati",
  ];

  it.each(zones)("sends an instant that is the same day in %s and in UTC", (timeZone) => {
    for (const day of ["1900-01-01", "2026-01-31", "2026-03-08", "2026-09-27", "8900-12-31"]) {
      const instant = wireDay(day, timeZone);
      expect([instant.slice(0, 10), localDayOf(instant, timeZone)]).toEqual([day, day]);
    }
  });

  it.each([
    ["America/Los_Angeles", "2026-01-03T08:00:00Z"],
    ["UTC", "2026-01-03T00:00:00Z"],
    ["Europe/Berlin", "2026-01-02T23:00:00Z"],
    ["Asia/Kathmandu", "2026-01-02T18:15:00Z"],
    ["Australia/Sydney", "2026-01-02T13:00:00Z"],
  ])("reads midnight in %s as its day, with the zone known and unknown", (timeZone, midnight) => {
    expect([siteDayOf(midnight, timeZone), siteDayOf(midnight, null)]).toEqual(["2026-01-03", "2026-01-03"]);
  });

  it("sends noon UTC where the zone is not known", () => {
    expect(wireDay("2026-01-03", null)).toBe("2026-01-03T12:00:00Z");
  });
});
