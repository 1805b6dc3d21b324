import { describe, expect, it } from "vitest";
import { type Noted, type Settled, stepsOf } from "./steps";

const settled: Settled = {
  isEnabled: false,
  keyColumns: ["id"],
  keyProblem: null,
  keyLevel: null,
  mappedColumns: 3,
  mappingProblems: 0,
  scheduleCron: null,
  isMatched: false,
  isProvisioned: true,
};
const noted: Noted = { countedItems: null, isRhythmChosen: false, openRunId: null, plan: null };
const plan = { runId: "r", outcome: "SUCCEEDED", creates: 5, updates: 1, rejected: 0, isCurrent: true };
const ready: Settled = { ...settled, keyLevel: "K1", scheduleCron: "0 * * * *" };

const standing = (changes: Partial<Settled>, found: Partial<Noted> = {}) => {
  const { steps, next } = stepsOf({ ...settled, ...changes }, { ...noted, ...found });
  return { next, ...Object.fromEntries(steps.map(({ id, state }) => [id, state])) };
};

describe("the steps of a set-up", () => {
  it("begin with the key of a list that is not prepared, its mapping proposed already", () => {
    expect(standing({})).toEqual({
      next: "key",
      key: "open",
      mapping: "done",
      schedule: "open",
      match: "spared",
      plan: "open",
      enable: "open",
    });
  });

  it("go back to what was broken since", () => {
    expect(standing({ ...ready, keyProblem: "No key column is chosen." }).next).toBe("key");
    expect(standing({ ...ready, mappingProblems: 2 })).toMatchObject({ next: "mapping", mapping: "attention" });
    expect(standing({ ...ready, mappedColumns: 0 })).toMatchObject({ next: "mapping", mapping: "open" });
  });

  it("count a sync without a schedule as settled where somebody chose that", () => {
    expect(standing({ keyLevel: "K1" }).next).toBe("schedule");
    expect(standing({ keyLevel: "K1" }, { isRhythmChosen: true })).toMatchObject({ schedule: "done", next: "plan" });
  });

  it("ask for a first match where the list has items, or may have some", () => {
    expect(standing(ready, { countedItems: 4 })).toMatchObject({ match: "open", next: "match" });
    expect(standing({ ...ready, isProvisioned: false })).toMatchObject({ match: "open", next: "match" });
    expect(standing({ ...ready, isProvisioned: false }, { countedItems: 0 })).toMatchObject({ match: "spared" });
    expect(standing({ ...ready, isMatched: true }, { countedItems: 4 })).toMatchObject({ match: "done", next: "plan" });
    expect(standing({ ...ready, isProvisioned: false }, { plan })).toMatchObject({ match: "spared", next: "enable" });
  });

  it("take a dry run for what it is: one that failed, or that is older than a change, settles nothing", () => {
    expect(standing(ready, { plan }).next).toBe("enable");
    expect(standing(ready, { plan: { ...plan, isCurrent: false } })).toMatchObject({ plan: "open", next: "plan" });
    expect(standing(ready, { plan: { ...plan, outcome: null } })).toMatchObject({ plan: "open" });
    expect(standing(ready, { plan: { ...plan, outcome: "HALTED" } })).toMatchObject({
      plan: "attention",
      next: "plan",
    });
  });

  it("do not take a dry run for settled that leaves rows out", () => {
    const { steps, next } = stepsOf(ready, { ...noted, plan: { ...plan, rejected: 12 } });
    expect(steps.find(({ id }) => id === "plan")).toEqual({
      ...{ id: "plan", state: "attention" },
      detail: "5 creates, 1 update, 12 rows rejected",
    });
    expect(next).toBe("plan");
  });

  it("end with a sync that is enabled", () => {
    expect(standing({ ...ready, isEnabled: true }, { plan })).toMatchObject({ enable: "done", next: "enable" });
  });
});
