import { describe, expect, it } from "vitest";
import { type HealthFacts, healthOf } from "./health";

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 12, minute));

/** A definition whose last run left nothing open. */
const clean: HealthFacts = {
  isEnabled: true,
  haltedCode: null,
  pausedBy: null,
  rescanRequired: false,
  lastStatus: "COMPLETED",
  lastPhase: "DONE",
  lastOutcome: "SUCCEEDED",
  decidedReadAt: at(10),
  openOperations: 0,
  openSince: null,
  retriedRejections: 0,
  openRejections: 0,
  oldestRejectionAt: null,
  cleanReadAt: at(10),
  newestSeenAt: null,
};

const health = (part: Partial<HealthFacts>) => healthOf({ ...clean, ...part });

describe("how a definition stands", () => {
  it("is in sync since the begin of the reading of which nothing was left open", () => {
    expect(health({})).toEqual({
      state: "in-sync",
      inSyncSince: at(10),
      rowsBehind: 0,
      hasUnreadRows: false,
      oldestUnsyncedAt: null,
    });
  });

  it("is behind by its rejected rows, whatever its last run says, since the first of them was met", () => {
    expect(health({ openRejections: 3, oldestRejectionAt: at(4), cleanReadAt: at(2) })).toMatchObject({
      state: "behind",
      inSyncSince: at(2),
      rowsBehind: 3,
      oldestUnsyncedAt: at(4),
    });
  });

  it("counts operations without an outcome, and a rejected row that one of them tries again only once", () => {
    const cut = { lastStatus: "FAILED", lastOutcome: "CANCELLED", openOperations: 5, openSince: at(9) } as const;
    expect(health({ ...cut, openRejections: 3, retriedRejections: 2, oldestRejectionAt: at(12) })).toMatchObject({
      state: "behind",
      rowsBehind: 6,
      oldestUnsyncedAt: at(9),
    });
  });

  it("tells of a newer value than the last reading can have met, but not of how many rows", () => {
    expect(health({ newestSeenAt: at(11) })).toMatchObject({
      state: "behind",
      rowsBehind: 0,
      hasUnreadRows: true,
      oldestUnsyncedAt: at(11),
    });
    expect(health({ newestSeenAt: at(9) })).toMatchObject({ state: "in-sync", oldestUnsyncedAt: null });
  });

  it("does not know the rows behind before the first run, and while the next one has to compare everything", () => {
    const never = { lastStatus: null, lastPhase: null, lastOutcome: null, decidedReadAt: null, cleanReadAt: null };
    expect(health(never)).toMatchObject({ state: "never-run", rowsBehind: null, inSyncSince: null });
    expect(health({ rescanRequired: true })).toMatchObject({ state: "behind", rowsBehind: null, inSyncSince: at(10) });
  });

  it.each([
    ["running", { lastStatus: "RUNNING", lastPhase: "APPLYING", lastOutcome: null, haltedCode: "guard-halt" }],
    ["waiting", { lastStatus: "RUNNING", lastPhase: "WAITING", lastOutcome: null }],
    ["halted", { lastStatus: "FAILED", lastOutcome: "HALTED", haltedCode: "guard-halt", isEnabled: false }],
    ["failed", { lastStatus: "FAILED", lastOutcome: "FAILED", isEnabled: false }],
    ["failed", { lastStatus: "FAILED", lastOutcome: "INTERRUPTED" }],
    ["paused", { isEnabled: false }],
    ["paused", { pausedBy: "The database “Shop” is disabled." }],
    ["behind", { lastOutcome: "PARTIAL" }],
    ["behind", { lastStatus: "FAILED", lastOutcome: "HALTED" }],
  ] as const)("is %s where %o", (state, part) => {
    expect(health(part).state).toBe(state);
  });
});
