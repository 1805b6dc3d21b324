import { describe, expect, it } from "vitest";
import { planReading } from "./reading-plan";

const now = new Date("2026-01-10T12:00:00Z");
const cursorColumn = { columnName: "changed_at", nativeType: "timestamptz", vanishedAt: null } as never;
const definition = {
  cursorStrategy: "UPDATED_AT",
  cursorColumn,
  keyStrategy: "PRIMARY_KEY",
  rescanRequired: false,
  fullScanCron: null,
  scheduleTimeZone: "UTC",
  lastFullScanAt: new Date("2026-01-10T06:00:00Z"),
  hasUniqueKey: true,
} as const;
const cursor = { value: "2026-01-10T11:00:00Z", column: "changed_at timestamptz" };

describe("how an instance is read", () => {
  it("follows its own cursor", () => {
    expect(planReading(definition, cursor, now)).toEqual({
      since: { column: "changed_at", position: cursor.value },
      column: cursor.column,
      reason: null,
    });
  });

  it.each([
    ["no-cursor", {}, null],
    ["no-cursor", {}, { value: "pg:1:0/1", column: null }],
    ["column-changed", {}, { ...cursor, column: "changed_at timestamp" }],
    ["rescan", { rescanRequired: true }, cursor],
    ["due", { lastFullScanAt: new Date("2026-01-09T12:00:00Z") }, cursor],
    ["due", { lastFullScanAt: null }, cursor],
  ])("reads everything because of %s, and begins a cursor anew", (reason, change, stored) => {
    expect(planReading({ ...definition, ...change }, stored, now)).toEqual({
      since: { column: "changed_at", position: null },
      column: "changed_at timestamptz",
      reason,
    });
  });

  it.each([
    ["the column is gone", { cursorColumn: { columnName: "changed_at", vanishedAt: now } as never }, "column-gone"],
    ["there is no column", { cursorColumn: null }, "column-gone"],
    ["every reading is a full scan", { cursorStrategy: "FULL_SCAN" as const }, null],
    ["rows have no key", { keyStrategy: "HASHED" as const }, "key-not-unique"],
    ["the key is not unique", { hasUniqueKey: false }, "key-not-unique"],
  ])("reads everything and notes no position where %s", (_, change, reason) => {
    expect(planReading({ ...definition, ...change }, cursor, now)).toEqual({ since: null, column: null, reason });
  });
});
