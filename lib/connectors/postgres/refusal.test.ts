import { DatabaseError } from "pg";
import { describe, expect, it } from "vitest";
import { toSyncError } from "./errors";
import { refusalOf } from "./refusal";

function thrown(code: string, more: Partial<DatabaseError> = {}): Error {
  const error = new DatabaseError("what the server said", 0, "error");
  return toSyncError(Object.assign(error, { code, ...more }), "query", "here");
}

describe("refusalOf", () => {
  it.each([
    ["23505", "row-not-unique"],
    ["23P01", "row-not-unique"],
    ["23503", "row-foreign-key"],
    ["23001", "row-foreign-key"],
    ["23514", "row-check"],
    ["44000", "row-check"],
    ["23502", "row-null"],
    ["22001", "row-too-long"],
    ["22026", "row-too-long"],
    ["22003", "row-out-of-range"],
    ["22008", "row-out-of-range"],
    ["22P02", "row-value-invalid"],
    ["22007", "row-value-invalid"],
    ["22021", "row-value-invalid"],
    ["2200N", "row-value-invalid"],
    ["428C9", "row-column-readonly"],
    ["P0001", "row-refused"],
    ["23000", "row-refused"],
  ])("%s is %s", (sqlState, code) => {
    expect(refusalOf(thrown(sqlState))).toEqual({
      result: "refused",
      code,
      constraint: null,
      column: null,
      message: "what the server said",
    });
  });

  it.each(["40001", "40P01", "55P03", "57014", "42501", "42P01", "53100", "08006"])(
    "%s is no fault of the row",
    (code) => {
      expect(refusalOf(thrown(code))).toBeNull();
    },
  );

  it("tells a policy, a trigger and a computed column by what reports them", () => {
    expect(refusalOf(thrown("42501", { routine: "ExecWithCheckOptions" }))).toMatchObject({ code: "row-refused" });
    expect(refusalOf(thrown("45000", { routine: "exec_stmt_raise" }))).toMatchObject({ code: "row-refused" });
    expect(refusalOf(thrown("40001", { routine: "exec_stmt_raise" }))).toBeNull();
    expect(refusalOf(thrown("42601", { routine: "rewriteTargetListIU" }))).toMatchObject({
      code: "row-column-readonly",
    });
    expect(refusalOf(thrown("42601", { routine: "scanner_yyerror" }))).toBeNull();
  });

  it("names constraint and column", () => {
    expect(refusalOf(thrown("23505", { constraint: "once" }))).toMatchObject({ constraint: "once" });
    expect(refusalOf(thrown("23502", { column: "needed" }))).toMatchObject({ column: "needed" });
  });

  it("leaves what is none of the server's words", () => {
    expect(refusalOf(new Error("socket"))).toBeNull();
    expect(refusalOf("text")).toBeNull();
  });
});
