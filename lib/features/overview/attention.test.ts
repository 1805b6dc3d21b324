import { describe, expect, it } from "vitest";
import type { DefinitionRow } from "@/lib/features/syncs/types";
import { type AttentionFacts, attentionOf, mostNamed } from "./attention";

const now = new Date("2026-01-31T12:00:00Z");

const definition = (id: string, part: Partial<DefinitionRow> = {}): DefinitionRow => ({
  id,
  name: `Sync ${id}`,
  state: "in-sync",
  inSyncSince: now,
  rowsBehind: 0,
  hasUnreadRows: false,
  oldestUnsyncedAt: null,
  lagMs: 0,
  isEnabled: true,
  isUnfinished: false,
  mode: "ONE_WAY_PUSH",
  pausedBy: null,
  scheduleCron: null,
  nextRunAt: null,
  lastOutcome: "SUCCEEDED",
  haltedReason: null,
  tableId: "t",
  tableName: "geo.countries",
  databaseName: "Geo",
  listId: "l",
  listName: "Countries",
  siteName: "Site",
  lastRunId: `run-${id}`,
  lastRunAt: now,
  lastErrorCode: null,
  openRejections: 0,
  sourceRows: 1,
  linkedItems: 1,
  countedAt: now,
  maySeeValues: true,
  ...part,
});

const attention = (part: Partial<AttentionFacts>) =>
  attentionOf({ now, definitions: [], drift: [], connections: [], instances: [], keys: null, ...part });

const connection = (id: string, part: Partial<AttentionFacts["connections"][number]> = {}) => ({
  id,
  name: `Tenant ${id}`,
  href: `/sharepoint/connections/${id}`,
  errors: [],
  expiresAt: null,
  ...part,
});

describe("what needs a person", () => {
  it("is nothing where all is well", () => {
    const keys = { underOthers: 0, lost: 0, workersWithout: 0 };
    expect(attention({ definitions: [definition("1")], connections: [connection("1")], keys })).toEqual([]);
  });

  it("comes with the gravest first, and with where it is mended", () => {
    const found = attention({
      definitions: [
        definition("rejecting", { openRejections: 3, state: "behind" }),
        definition("failed", { state: "failed", lastErrorCode: "graph-unavailable" }),
        definition("halted", { state: "halted", haltedReason: "20 of 60 items would be deleted." }),
        definition("drifted"),
      ],
      drift: [{ id: "drifted", open: 2, breaking: 1, warnings: 0 }],
      connections: [connection("broken", { errors: ["The secret was refused."] })],
      keys: { underOthers: 1, lost: 0, workersWithout: 0 },
    });
    expect(found.map(({ kind, href }) => [kind, href])).toEqual([
      ["halted", "/runs/run-halted"],
      ["failed", "/runs/run-failed"],
      ["drift", "/syncs/drifted/drift"],
      ["connection", "/sharepoint/connections/broken"],
      ["rejections", "/syncs/rejecting/rejections"],
      ["keys", "/settings/keys"],
    ]);
    expect(found[0]?.sentence).toContain("20 of 60 items would be deleted.");
    expect(found[2]?.sentence).toContain("1 change in columns that this sync uses, 1 of them");
    expect(found[4]?.sentence).toBe("3 rows cannot be written to Countries; the others flow.");
    expect(found[5]?.sentence).toBe("1 stored secret is sealed under an older key.");
  });

  it("leads nobody to rows that they may not see", () => {
    const [item] = attention({ definitions: [definition("1", { openRejections: 1, maySeeValues: false })] });
    expect(item).toMatchObject({ href: "/syncs/1", action: "Open the sync" });
  });

  it("names a few of one kind and counts the others", () => {
    const definitions = Array.from({ length: mostNamed + 3 }, (_, index) =>
      definition(`${index}`, { state: "failed" }),
    );
    const found = attention({ definitions });
    expect(found).toHaveLength(mostNamed);
    expect(found.map(({ more }) => more)).toEqual([null, null, null, { count: 3, href: "/syncs?state=failed" }]);
  });

  it("tells of a credential in the 30 days before its end and after it, and of changes that no mapping uses never", () => {
    const expiring = (day: string) => connection(day, { expiresAt: new Date(`${day}T00:00:00Z`) });
    const connections = ["2026-03-15", "2026-03-01", "2026-01-30"].map(expiring);
    const drift = [{ id: "1", open: 4, breaking: 0, warnings: 0 }];
    const found = attention({ definitions: [definition("1")], connections, drift });
    expect(found.map(({ sentence }) => sentence)).toEqual([
      "Its credential expires on 2026-03-01; after that nothing is written in this tenant.",
      "Its credential expired on 2026-01-30: nothing is written in this tenant.",
    ]);
  });

  it("tells of lost keys before workers that lack one, and of these before old ones", () => {
    const told = (lost: number, workersWithout: number) =>
      attention({ keys: { underOthers: 5, lost, workersWithout } })[0]?.sentence;
    expect(told(2, 1)).toContain("2 stored secrets cannot be opened");
    expect(told(0, 1)).toContain("1 worker lacks the current key");
    expect(told(0, 0)).toContain("5 stored secrets are sealed under an older key");
  });
});
