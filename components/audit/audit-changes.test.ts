import { describe, expect, it } from "vitest";
import { auditChanges, valueText } from "./audit-changes";

describe("changes of an audit event", () => {
  it("puts what changed first and keeps the order otherwise", () => {
    const changes = auditChanges(
      { name: "a", team: "x", status: "ACTIVE" },
      { name: "a", team: "y", status: "ARCHIVED" },
    );
    expect(changes.map(({ field, isChanged }) => [field, isChanged])).toEqual([
      ["team", true],
      ["status", true],
      ["name", false],
    ]);
  });

  it("names the changed part of a nested value, whatever the order of its keys", () => {
    const before = { config: { limit: 1, tls: { mode: "off", hosts: ["a"] } }, empty: {} };
    const after = { config: { tls: { hosts: ["a"], mode: "verify" }, limit: 1 }, empty: {} };
    expect(auditChanges(before, after)).toEqual([
      { field: "config.tls.mode", before: "off", after: "verify", isChanged: true },
      { field: "config.limit", before: 1, after: 1, isChanged: false },
      { field: "config.tls.hosts", before: ["a"], after: ["a"], isChanged: false },
      { field: "empty", before: {}, after: {}, isChanged: false },
    ]);
  });

  it("takes absent and null for the same", () => {
    expect(auditChanges({ note: null }, {})[0]?.isChanged).toBe(false);
  });

  it("shows a creation as fields with an after only", () => {
    expect(auditChanges(null, { name: "a" })).toEqual([
      { field: "name", before: undefined, after: "a", isChanged: true },
    ]);
  });

  it("names a bare value", () => {
    expect(auditChanges(1, 2)).toEqual([{ field: "value", before: 1, after: 2, isChanged: true }]);
  });

  it.each([
    [undefined, null],
    [null, null],
    ["", null],
    ["text", "text"],
    [0, "0"],
    [false, "false"],
    [["a"], '["a"]'],
  ])("writes %j as %j", (value, text) => {
    expect(valueText(value)).toBe(text);
  });
});
