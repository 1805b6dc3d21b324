import { expect, test } from "vitest";
import { type ColumnToPlan, planList } from "./plan-list";

const column = (name: string, change: Partial<ColumnToPlan> = {}): ColumnToPlan => ({
  ...{ name, kind: "text", nativeType: "varchar", maxLength: 80, precision: null, scale: null },
  ...{ isNullable: true, isPrimaryKey: false, isUnique: false, comment: null, enumValues: null, parent: null },
  ...change,
});
const titleFits = (...columns: readonly ColumnToPlan[]) => planList(columns).columns.map(({ titleFit }) => titleFit);

test("the Title is offered to the column that is called a name, before other short texts", () => {
  expect(titleFits(column("city"), column("official_name"), column("note", { maxLength: null }))).toEqual([
    "fits",
    "best",
    null,
  ]);
  expect(titleFits(column("city"), column("street"))).toEqual(["best", "fits"]);
  expect(titleFits(column("surnames"), column("jobTitle"))).toEqual(["fits", "best"]);
});

test("keys, references, long texts and what is no text keep a column of their own", () => {
  const parent = { table: "public.groups", list: null, refusal: "No sync fills it." };
  expect(
    titleFits(
      column("name", { isPrimaryKey: true }),
      column("group_name", { parent }),
      column("title", { maxLength: 256 }),
      column("label", { kind: "enum", enumValues: ["a"] }),
      column("subject", { kind: "integer", nativeType: "integer", maxLength: null }),
      column("city"),
    ),
  ).toEqual([null, null, null, null, null, "best"]);
});

test("a key stands in the Title where no other text can, so that the list does not show it twice", () => {
  const amount = column("amount", { kind: "integer", nativeType: "integer", maxLength: null });
  expect(titleFits(column("code", { isPrimaryKey: true }), amount)).toEqual(["best", null]);
  const parent = { table: "public.orders", list: null, refusal: "No sync fills it." };
  const key = { isPrimaryKey: true };
  expect(titleFits(column("order_no", { ...key, parent }), column("part", key), amount)).toEqual([null, "best", null]);
  expect(titleFits(column("code", { ...key, maxLength: 256 }), amount)).toEqual([null, null]);
});

test("what a person changes of a column does not change which one the Title is offered to", () => {
  const edits = [{ sourceColumn: "name", isRequired: true, displayName: "Called" }];
  expect(planList([column("name")], edits).columns).toMatchObject([{ titleFit: "best", problem: null }]);
});
