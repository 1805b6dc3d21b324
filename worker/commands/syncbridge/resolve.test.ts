import { expect, it } from "vitest";
import { AppError } from "@/lib/errors/app-error";
import { theOne } from "./resolve";

function remedy(kind: Parameters<typeof theOne>[0], wanted: string, known: readonly string[]): string {
  try {
    theOne(kind, wanted, [], known);
  } catch (error) {
    if (error instanceof AppError && error.code === "not-found") return error.remedy;
    throw error;
  }
  return "nothing was refused";
}

it("a name that nobody has is answered by those that come near, or by those that there are", () => {
  expect(remedy("database", "Ordres", ["Orders", "Stock"])).toBe("Did you mean “Orders”?");
  expect(remedy("database", "Nowhere", ["Stock", "Orders"])).toBe("There is “Orders” and “Stock”.");
  expect(remedy("site", "Nowhere", ["https://contoso.example/sites/sales"])).toBe(
    "There is “https://contoso.example/sites/sales”.",
  );
});

it("many names are told in part, and what shows all of them", () => {
  const many = Array.from({ length: 12 }, (_, at) => `sales.t${String(at).padStart(2, "0")}`);
  expect(remedy("database", "Nowhere", many)).toMatch(
    /^There is “sales\.t00”, .+, “sales\.t09” and others: syncbridge export/,
  );
  expect(remedy("definition", "Nowhere", many)).toMatch(/ and others: syncbridge status shows all definitions\.$/);
});

it("where there is none of a kind, it is told how one comes to be, and no command that lists others", () => {
  expect(remedy("database", "Orders", [])).toMatch(/^There is no database yet: .+ syncbridge apply\.$/);
  expect(remedy("table", "sales.orders", [])).toMatch(/syncbridge introspect DATABASE/);
});
