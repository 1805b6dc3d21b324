import { describe, expect, it } from "vitest";
import { toSyncError } from "./errors";
import { refusalOf } from "./refusal";

type Expected = readonly [code: string, constraint: string | null, column: string | null];

/** The messages as the servers document them, MySQL's first where the two differ; names and values as awkward as they may be. */
const table: readonly [errno: number, message: string, expected: Expected][] = [
  [1062, "Duplicate entry '1' for key 'orders.PRIMARY'", ["row-not-unique", "PRIMARY", null]],
  [1062, "Duplicate entry '1' for key 'PRIMARY'", ["row-not-unique", "PRIMARY", null]],
  [1062, "Duplicate entry 'x' for key 'y'' for key 'once'", ["row-not-unique", "once", null]],
  [1062, "Duplicate entry 'a-b' for key 'it's'", ["row-not-unique", "it's", null]],
  [
    1452,
    "Cannot add or update a child row: a foreign key constraint fails (`shop`.`orders`, CONSTRAINT `to``parent` FOREIGN KEY (`p`) REFERENCES `parents` (`id`))",
    ["row-foreign-key", "to`parent", null],
  ],
  [
    1451,
    "Cannot delete or update a parent row: a foreign key constraint fails (`shop`.`lines`, CONSTRAINT `lines_fk` FOREIGN KEY (`o`) REFERENCES `orders` (`id`))",
    ["row-foreign-key", "lines_fk", null],
  ],
  [1216, "Cannot add or update a child row: a foreign key constraint fails", ["row-foreign-key", null, null]],
  [3819, "Check constraint 'positive' is violated.", ["row-check", "positive", null]],
  [4025, "CONSTRAINT `positive` failed for `shop`.`orders`", ["row-check", "positive", null]],
  [4025, "CONSTRAINT `orders.amount` failed for `shop`.`orders`", ["row-check", "amount", null]],
  [1048, "Column 'needed' cannot be null", ["row-null", null, "needed"]],
  [1364, "Field 'needed' doesn't have a default value", ["row-null", null, "needed"]],
  [1406, "Data too long for column 'short' at row 1", ["row-too-long", null, "short"]],
  [1264, "Out of range value for column 'small' at row 1", ["row-out-of-range", null, "small"]],
  [
    1366,
    "Incorrect integer value: 'for column 'x' at row 1' for column 'amount' at row 1",
    ["row-value-invalid", null, "amount"],
  ],
  [1366, "Incorrect integer value: 'many' for column 'amount' at row 1", ["row-value-invalid", null, "amount"]],
  [
    1366,
    "Incorrect integer value: 'for column 'x' at row 1' for column `shop`.`orders`.`am``ount` at row 1",
    ["row-value-invalid", null, "am`ount"],
  ],
  [
    1292,
    "Incorrect date value: '2026-02-30' for column `shop`.`orders`.`born` at row 1",
    ["row-value-invalid", null, "born"],
  ],
  [1265, "Data truncated for column 'mood' at row 1", ["row-value-invalid", null, "mood"]],
  [
    3105,
    "The value specified for generated column 'twice' in table 'orders' is not allowed.",
    ["row-column-readonly", null, "twice"],
  ],
  [
    1906,
    "The value specified for generated column 'twice' in table 'orders' has been ignored",
    ["row-column-readonly", null, "twice"],
  ],
  [1644, "not today", ["row-refused", null, null]],
  [
    3140,
    "Invalid JSON text: \"Invalid value.\" at position 0 in value for column 'orders.doc'.",
    ["row-value-invalid", null, null],
  ],
  [1526, "Table has no partition for value 2027", ["row-check", null, null]],
];

function thrown(errno: number, message: string, sqlState = "23000"): unknown {
  const cause = Object.assign(new Error(message), { errno, code: "ER_ANY", sqlMessage: message, sqlState });
  return toSyncError(cause, "query", "db");
}

describe("refusalOf", () => {
  it.each(table)("%s: %s", (errno, message, [code, constraint, column]) => {
    expect(refusalOf(thrown(errno, message), "orders")).toEqual({
      result: "refused",
      code,
      constraint,
      column,
      message,
    });
  });

  it("takes a number of the trigger's own, raised by SIGNAL, for a refusal", () => {
    expect(refusalOf(thrown(30001, "no", "45000"), "orders")).toMatchObject({ code: "row-refused", message: "no" });
  });

  it.each([1213, 1205, 1142, 1146, 2013])("leaves %s, which is no fault of the row, an error", (errno) => {
    expect(refusalOf(thrown(errno, "x"), "orders")).toBeNull();
  });

  it("leaves what did not come from the server", () => {
    expect(refusalOf(new Error("x"), "orders")).toBeNull();
  });
});
