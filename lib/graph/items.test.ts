import { expect, it } from "vitest";
import { itemSchema } from "./items";

it.each([
  ["a person", { user: { displayName: "Ada", email: "ada@contoso.example" } }, true],
  ["an application alone", { application: { id: "a" }, user: { displayName: "SharePoint App" } }, false],
  ["nobody", undefined, null],
] as const)("an item that was changed last by %s says so", (_, lastModifiedBy, isByPerson) => {
  expect(itemSchema.parse({ id: "1", eTag: '"1,1"', lastModifiedBy })).toMatchObject({ id: 1, isByPerson });
});
