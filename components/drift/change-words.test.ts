import { describe, expect, it } from "vitest";
import type { ColumnFacts } from "@/lib/features/drift/schema";
import type { DriftFindingRow } from "@/lib/features/drift/types";
import { changeWords } from "./change-words";

const facts = (change: Partial<ColumnFacts> = {}): ColumnFacts => ({
  name: "email",
  nativeType: "varchar(400)",
  isNullable: true,
  isIdentity: false,
  isGenerated: false,
  enumValues: null,
  ...change,
});

const finding = (change: Partial<DriftFindingRow>): DriftFindingRow => ({
  ...{ id: "f", kind: "COLUMN_RETYPED", status: "OPEN", severity: "information", tableId: "t", schemaName: "geo" },
  ...{ tableName: "cities", databaseId: "d", databaseName: "Geography", instanceLabel: "primary", columnId: "c" },
  ...{ columnName: "email", previousName: null, before: null, after: null, keysBefore: null, keysAfter: null },
  ...{ touches: [], isProposal: false, foundAt: new Date(0), settledAt: null, settledBy: null },
  ...change,
});

describe("a drift finding in words", () => {
  it("tells both types, and nothing that stayed the same", () => {
    const change = { before: facts(), after: facts({ nativeType: "varchar(200)" }) };
    expect(changeWords(finding(change))).toEqual({ before: "varchar(400)", after: "varchar(200)" });
  });

  it("tells what differs besides the type", () => {
    const before = facts({ nativeType: "mood", enumValues: ["calm", "glad"] });
    const after = facts({ nativeType: "mood", enumValues: ["calm", "wild"], isGenerated: true, isNullable: false });
    expect(changeWords(finding({ before, after }))).toEqual({
      before: "mood, NULL allowed, not generated, with “glad”",
      after: "mood, NOT NULL, generated, with “wild”",
    });
  });

  it("tells a column that came or went by its type", () => {
    expect(changeWords(finding({ kind: "COLUMN_ADDED", after: facts({ isNullable: false }) }))).toEqual({
      before: null,
      after: "varchar(400) NOT NULL",
    });
    expect(changeWords(finding({ kind: "COLUMN_REMOVED", before: facts() })).after).toBeNull();
  });

  it("tells a rename by the names and nullability by itself", () => {
    const rename = { kind: "COLUMN_RENAMED", previousName: "mail", before: facts(), after: facts() } as const;
    expect(changeWords(finding(rename))).toEqual({ before: "mail", after: "email" });
    const nulls = { kind: "NULLABILITY_CHANGED", before: facts(), after: facts({ isNullable: false }) } as const;
    expect(changeWords(finding(nulls))).toEqual({ before: "NULL allowed", after: "NOT NULL" });
  });

  it("tells only those keys that differ", () => {
    const keysBefore = { primaryKey: ["id"], uniqueKeys: [["email"], ["code", "year"]] };
    const keysAfter = { primaryKey: null, uniqueKeys: [["email"]] };
    expect(changeWords(finding({ kind: "KEY_CHANGED", keysBefore, keysAfter }))).toEqual({
      before: "key (id), unique (code, year)",
      after: "no primary key",
    });
    const fewer = { primaryKey: ["id"], uniqueKeys: [] };
    expect(changeWords(finding({ kind: "KEY_CHANGED", keysBefore, keysAfter: fewer })).after).toBe("no other key");
  });

  it("has no sides for what concerns the whole table", () => {
    expect(changeWords(finding({ kind: "TABLE_VANISHED", columnName: null }))).toEqual({ before: null, after: null });
  });
});
