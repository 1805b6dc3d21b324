import { describe, expect, it } from "vitest";
import { fromLocalInput, toLocalInput } from "./local-moment";

describe("moments in fields", () => {
  it.each([
    ["2026-11-22T11:29:00.000Z", "Asia/Kathmandu", "2026-11-22T17:14"],
    ["2026-11-22T23:30:00.000Z", "Europe/Berlin", "2026-11-23T00:30"],
    ["2026-07-01T04:00:00.000Z", "America/New_York", "2026-07-01T00:00"],
    ["2026-03-29T00:59:00.000Z", "Europe/Berlin", "2026-03-29T01:59"],
    ["2026-03-29T01:00:00.000Z", "Europe/Berlin", "2026-03-29T03:00"],
    ["2026-01-01T00:00:00.000Z", "UTC", "2026-01-01T00:00"],
  ])("%s in %s reads %s and comes back", (iso, timeZone, local) => {
    expect(toLocalInput(iso, timeZone)).toBe(local);
    expect(fromLocalInput(local, timeZone)).toBe(iso);
  });

  it.each(["", "soon"])("takes %j for no moment", (text) => {
    expect(fromLocalInput(text, "Europe/Berlin")).toBeNull();
  });

  it("shows nothing for no moment", () => {
    expect(toLocalInput(null, "UTC")).toBe("");
  });
});
