import { expect, it } from "vitest";
import { unitsOf } from "./units";

it.each([
  ["GET", "/sites/s", 1],
  ["GET", "/sites/h:/sites/ops", 1],
  ["GET", "/sites?search=ops", 2],
  ["GET", "/sites/s/lists", 2],
  ["GET", "/sites/s/lists/l", 1],
  ["GET", "/sites/s/lists/l/columns?$select=id", 2],
  ["GET", "/sites/s/lists/l/columns/c", 1],
  ["GET", "https://graph.microsoft.com/v1.0/sites/s/lists/l/items?$skiptoken=x", 2],
  ["GET", "/sites/s/lists/l/items/4?$expand=fields", 1],
  ["POST", "/sites/s/lists/l/items", 2],
  ["PATCH", "/sites/s/lists/l/items/4/fields", 2],
  ["DELETE", "/sites/s/lists/l/items/4", 2],
  ["GET", "/sites/s/lists/l/items/delta", 2],
  ["GET", "/sites/s/lists/l/items/delta?token=abc", 1],
  ["GET", "/sites/s/lists/l/items/delta?token=100%&%24top=5", 1],
  ["GET", "/sites/s/lists/l?%24expand=permissions", 5],
  ["POST", "/sites/s/permissions", 5],
  ["GET", "/sites/s/lists/l?$expand=permissions", 5],
])("%s %s costs %i units", (method, path, units) => {
  expect(unitsOf(method, path)).toBe(units);
});
