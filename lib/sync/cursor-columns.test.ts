import { describe, expect, it } from "vitest";
import { cursorWarningsOf, isCursorColumn } from "./cursor-columns";

const column = { columnName: "at", valueKind: "instant", isRowVersion: false, isNullable: false, vanishedAt: null };
const index = { columns: ["at"], isWhole: true };

describe("a cursor column", () => {
  it.each([
    ["an instant", {}, true],
    ["a local time", { valueKind: "local-datetime" }, true],
    ["a date", { valueKind: "date" }, true],
    ["a row version", { valueKind: "binary", isRowVersion: true }, true],
    ["a text", { valueKind: "text" }, false],
    ["a time of day", { valueKind: "time" }, false],
    ["a number", { valueKind: "integer" }, false],
    ["a column that is gone", { vanishedAt: new Date() }, false],
  ])("may be %s: %j", (_, change, expected) => {
    expect(isCursorColumn({ ...column, ...change })).toBe(expected);
  });

  it.each([
    [{}, [index], ["not-automatic"]],
    [{ isNullable: true }, [index], ["nullable", "not-automatic"]],
    [{}, [], ["no-index", "not-automatic"]],
    [{}, [{ columns: ["id", "at"], isWhole: true }], ["no-index", "not-automatic"]],
    [{}, [{ ...index, isWhole: false }], ["no-index", "not-automatic"]],
    [{ valueKind: "date" }, [index], ["not-automatic", "whole-days"]],
    [{ isRowVersion: true, isNullable: true }, [], ["no-index"]],
  ])("warns: %j with %j", (change, indexes, expected) => {
    expect(cursorWarningsOf({ ...column, ...change }, indexes)).toEqual(expected);
  });
});
