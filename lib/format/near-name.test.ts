import { describe, expect, it } from "vitest";
import { nearNames } from "./near-name";

describe("names that may have been meant", () => {
  const names = ["Countries", "Cities", "Customers", "Orders", "Order lines"];

  it("are those a slip or two away, nearest first", () => {
    expect(nearNames("Countires", names)).toEqual(["Countries"]);
    expect(nearNames("order", names)).toEqual(["Orders", "Order lines"]);
  });

  it("are none where nothing comes near", () => {
    expect(nearNames("Invoices", names)).toEqual([]);
    expect(nearNames("x", names)).toEqual([]);
  });

  it("do not depend on case and count each name once", () => {
    expect(nearNames("CITIES", [...names, "Cities"])).toEqual(["Cities"]);
  });
});
