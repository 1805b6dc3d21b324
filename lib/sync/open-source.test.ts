import { describe, expect, it } from "vitest";
import { usableInstances } from "./open-source";

const at = new Date("2026-03-01T12:00:00Z");
const instance = (name: string, change: object = {}) => ({
  name,
  role: "PRIMARY" as const,
  priority: 0,
  status: "ACTIVE" as const,
  validFrom: null,
  validTo: null,
  ...change,
});
const names = (...instances: ReturnType<typeof instance>[]) => usableInstances(instances, at).map((each) => each.name);

describe("instances to read from", () => {
  it("put the primary first, then the lower priority number", () => {
    const order = names(
      instance("secondary", { role: "SECONDARY" }),
      instance("second", { priority: 2 }),
      instance("first", { priority: 1 }),
    );
    expect(order).toEqual(["first", "second", "secondary"]);
  });

  it("leave out what is disabled, not yet valid or no longer valid", () => {
    const found = names(
      instance("off", { status: "DISABLED" }),
      instance("future", { validFrom: new Date(at.getTime() + 1) }),
      instance("past", { validTo: at }),
      instance("now", { validFrom: at, validTo: new Date(at.getTime() + 1) }),
    );
    expect(found).toEqual(["now"]);
  });
});
