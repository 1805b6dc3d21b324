import { expect, it } from "vitest";
import { leadsTo } from "./plan-list-parents";

it("finds tables that refer to each other over any number of steps, and ends where they go in circles", () => {
  const references = new Map([
    ["order", new Set(["customer", "product"])],
    ["customer", new Set(["country"])],
    ["country", new Set(["city"])],
    ["city", new Set(["country"])],
  ]);
  expect(leadsTo(references, "order", "city")).toBe(true);
  expect(leadsTo(references, "country", "country")).toBe(true);
  expect(leadsTo(references, "city", "order")).toBe(false);
  expect(leadsTo(references, "product", "order")).toBe(false);
});
