import { describe, expect, it } from "vitest";
import type { Actor, Role } from "@/lib/context";
import { checklistOf, type FirstSteps, type NextThings } from "./checklist";

const person = (role: Role): Actor => ({ kind: "person", userId: "u", name: "P", roles: [role] });
const nothing: FirstSteps = {
  instances: 0,
  tables: 0,
  connections: 0,
  lists: 0,
  definitions: 0,
  succeeded: false,
};
const nowhere: NextThings = {
  applicationId: null,
  bareDatabaseId: null,
  databaseId: null,
  untestedConnectionId: null,
  testedConnectionId: null,
  siteId: null,
  draftId: null,
  draftName: null,
  enabledId: null,
};

const placesOf = (role: Role, found: Partial<FirstSteps>, next: Partial<NextThings>) =>
  checklistOf(person(role), { ...nothing, ...found }, { ...nowhere, ...next });
const placeOf = (id: string, role: Role, found: Partial<FirstSteps>, next: Partial<NextThings>) =>
  placesOf(role, found, next).find((step) => step.id === id)?.href;

describe("the first steps", () => {
  it("of an empty installation lead to what can be begun, and nowhere where another step comes first", () => {
    expect(placesOf("Admin", {}, {}).map(({ id, isDone, href }) => [id, isDone, href])).toEqual([
      ["database", false, "/applications/new"],
      ["tables", false, null],
      ["connection", false, "/sharepoint/connections/new"],
      ["lists", false, null],
      ["sync", false, null],
      ["run", false, null],
    ]);
  });

  it("go on with what was begun", () => {
    expect(placeOf("database", "Admin", {}, { applicationId: "a" })).toBe("/applications/a/databases/new");
    expect(placeOf("database", "Admin", {}, { applicationId: "a", bareDatabaseId: "d" })).toBe(
      "/databases/d/instances/new",
    );
    expect(placeOf("tables", "Steward", { instances: 1 }, { databaseId: "d" })).toBe("/databases/d");
    expect(placeOf("connection", "Admin", {}, { untestedConnectionId: "c" })).toBe("/sharepoint/connections/c");
    expect(placeOf("lists", "Steward", { connections: 1 }, { testedConnectionId: "c" })).toBe(
      "/sharepoint/connections/c",
    );
    expect(placeOf("lists", "Steward", { connections: 1 }, { testedConnectionId: "c", siteId: "s" })).toBe(
      "/sharepoint/sites/s",
    );
    expect(placeOf("sync", "Steward", { tables: 3, connections: 1 }, {})).toBe("/syncs/new");
  });

  it("end with the set-up that is not finished, unless a sync is enabled and only has to be run", () => {
    const draft = { draftId: "f", draftName: "Countries" };
    const [run] = placesOf("Steward", { definitions: 1 }, draft).slice(-1);
    expect(run?.href).toBe("/syncs/f/setup");
    expect(run?.detail).toContain("“Countries”");
    expect(placeOf("run", "Steward", { definitions: 2 }, { ...draft, enabledId: "e" })).toBe("/syncs/e");
    expect(placeOf("run", "Steward", { definitions: 1 }, {})).toBe("/syncs");
  });

  it("lead nobody to a page that the role does not open", () => {
    const begun = { applicationId: "a", bareDatabaseId: "d" };
    expect(placeOf("database", "Steward", {}, begun)).toBe("/applications");
    expect(placeOf("connection", "Steward", {}, {})).toBe("/sharepoint");
    expect(placeOf("sync", "Viewer", { tables: 3, connections: 1 }, {})).toBe("/syncs");
    expect(placeOf("run", "Viewer", { definitions: 1 }, { draftId: "f", draftName: "F" })).toBe("/syncs/f");
  });

  it("that were taken say what came of them", () => {
    const done = { instances: 2, tables: 1_200, connections: 1, lists: 1, definitions: 3, succeeded: true };
    expect(placesOf("Viewer", done, {}).map(({ isDone, detail }) => [isDone, detail])).toEqual([
      [true, "2 instances"],
      [true, "1,200 tables and views cataloged"],
      [true, "1 connection verified"],
      [true, "1 list"],
      [true, "3 definitions"],
      [true, "Done"],
    ]);
  });
});
