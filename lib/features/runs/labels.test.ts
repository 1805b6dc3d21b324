import { expect, test } from "vitest";
import { operationReason } from "./labels";

test.each([
  ["RECORD", null, "its item is right already"],
  ["RECORD", "source-delete", "row left the table, its item is kept"],
  ["DELETE", "left-filter", "row left the filter"],
  ["MARK", "source-delete", "row left the table"],
  ["UPDATE", null, null],
] as const)("an operation of the kind %s for the cause %s tells what brought it about", (kind, cause, reason) => {
  expect(operationReason({ kind, cause })).toBe(reason);
});
