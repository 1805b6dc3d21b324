import { describe, expect, it } from "vitest";
import { chosenColumns, columnsParam } from "./chosen-columns";

const columns = [{ id: "name" }, { id: "type" }, { id: "comment" }, { id: "collation", isExtra: true }];
const ids = (found: readonly { id: string }[]) => found.map(({ id }) => id);

describe("the columns of a table", () => {
  it("are the usual ones where the address is silent", () => {
    expect(ids(chosenColumns(columns, {}))).toEqual(["name", "type", "comment"]);
  });

  it("are those that the address names, in the table's order and never without the first", () => {
    expect(ids(chosenColumns(columns, { columns: "collation,type" }))).toEqual(["name", "type", "collation"]);
    expect(ids(chosenColumns(columns, { columns: "-" }))).toEqual(["name"]);
    expect(ids(chosenColumns(columns, { columns: ["type", "comment"] }))).toEqual(["name", "type"]);
  });

  it("drop names that the table does not know", () => {
    expect(ids(chosenColumns(columns, { columns: "type,gone" }))).toEqual(["name", "type"]);
  });

  it("leave the address alone when they are the usual ones, and survive having none", () => {
    const usual = columns.filter((column) => !column.isExtra);
    expect(columnsParam(usual, usual)).toBeNull();
    expect(columnsParam([{ id: "type" }], usual)).toBe("type");
    expect(columnsParam([], usual)).toBe("-");
  });
});
