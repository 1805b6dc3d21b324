import { describe, expect, it } from "vitest";
import type { DefinitionId, ParentRow } from "./types";
import { whyNotInList } from "./why";
import type { RowFacts } from "./why-facts";

/** A row that is in the table, fits, and that nothing keeps away. */
const ready: RowFacts = {
  key: { text: "id=1", problem: null },
  definition: {
    name: "Things",
    mode: "ONE_WAY_PUSH",
    isEnabled: true,
    onSourceDelete: "KEEP",
    onLeftFilter: "KEEP",
    onListDelete: "RECREATE",
    pausedParent: null,
    problems: [],
    halted: null,
    nextRunAt: null,
    lastCompletedAt: "2026-11-29T12:00:00.000Z",
    cursorColumn: null,
  },
  source: { ok: true, value: { instance: "main", rows: 1 } },
  filter: null,
  mapping: { ok: true, value: { fits: true } },
  rejection: null,
  operation: null,
  openRun: null,
  halt: null,
  entry: null,
  list: { ok: true, value: null },
  owner: null,
};
const gone: RowFacts["source"] = { ok: true, value: { instance: "main", rows: 0 } };
const inList: RowFacts["list"] = { ok: true, value: { itemId: 7, foundBy: "item" } };
const entry = (part: Partial<NonNullable<RowFacts["entry"]>>): RowFacts["entry"] => ({
  state: "LINKED",
  itemId: 7,
  cause: null,
  leftAt: null,
  lastSyncAt: null,
  ...part,
});
const refused = (part: { code: string; message: string; parent?: ParentRow }): RowFacts["mapping"] => ({
  ok: true,
  value: { fits: false, field: "name", parent: null, ...part },
});
const whyOf = (part: Partial<RowFacts>) => whyNotInList({ ...ready, ...part });
const causeOf = (part: Partial<RowFacts>) => whyOf(part).cause;
const stepOf = (part: Partial<RowFacts>, id: string) => whyOf(part).steps.find((step) => step.id === id);

describe("why a row is not in the list", () => {
  it("is a matter of time where nothing keeps it away", () => {
    expect(causeOf({})).toBe("next-run");
    const byCursor = whyOf({ definition: { ...ready.definition, cursorColumn: "changed_at" } });
    expect(byCursor.text).toContain("“changed_at”");
  });

  it("is answered by the item itself, whatever else is wrong", () => {
    const broken = { ...ready.definition, isEnabled: false, problems: ["No column is mapped."] };
    expect(whyOf({ definition: broken, list: inList, entry: entry({}) })).toMatchObject({
      isPresent: true,
      cause: "present",
    });
  });

  it("tells all that is wrong, not only the first", () => {
    const { steps, cause } = whyOf({
      definition: { ...ready.definition, isEnabled: false, pausedParent: "The site is disabled." },
      mapping: refused({ code: "text-too-long", message: "Too long." }),
    });
    expect(cause).toBe("definition-paused");
    expect(steps.filter((step) => step.result === "stops").map((step) => step.cause)).toEqual([
      "definition-paused",
      "parent-paused",
      "mapping-refused",
    ]);
  });

  it.each([
    ["DELETED", "left"],
    ["DETACHED", "left"],
    ["ARCHIVED", "archived"],
  ] as const)("names the rule by which the entry of a row that left is %s", (state, cause) => {
    const left = entry({ state, cause: "source-delete", leftAt: "2026-11-29T11:00:00.000Z" });
    const answer = whyOf({ source: gone, mapping: null, entry: left });
    expect(answer).toMatchObject({ cause, isPresent: false });
    expect(answer.text).toContain("The rule for rows that leave the table is: keep the item.");
    // Where its item is still there, that is the answer, and the ledger's step explains it.
    expect(whyOf({ source: gone, mapping: null, entry: left, list: inList })).toMatchObject({ cause: "present" });
    expect(stepOf({ source: gone, mapping: null, entry: left, list: inList }, "ledger")?.result).toBe("note");
  });

  it("does not blame the past of a row that is back", () => {
    const left = entry({ state: "DELETED", cause: "source-delete" });
    expect(causeOf({ entry: left })).toBe("next-run");
    expect(stepOf({ entry: left }, "ledger")).toMatchObject({ result: "note" });
    const outside = { expression: "active", passes: false, message: "active is false." };
    expect(causeOf({ entry: entry({ state: "DETACHED", cause: "left-filter" }), filter: outside })).toBe("left");
  });

  it("is the row filter, or an expression that fails on this row", () => {
    const filter = { expression: "amount > 5", passes: false, message: "amount is 3." };
    expect(whyOf({ filter })).toMatchObject({ cause: "row-filtered", text: "Filter: amount > 5 amount is 3." });
    expect(causeOf({ filter: { ...filter, passes: null } })).toBe("row-filtered");
    expect(causeOf({ filter: { ...filter, passes: true } })).toBe("next-run");
  });

  it("is the row that a lookup refers to, where that has no item yet", () => {
    const parent = { definitionId: "orders" as DefinitionId, key: "id=4711" };
    const mapping = refused({ code: "parent-missing", message: "The row id=4711 has no item yet.", parent });
    expect(whyOf({ mapping })).toMatchObject({
      cause: "parent-missing",
      title: "It waits for the row that “name” refers to.",
      text: "The row id=4711 has no item yet.",
      remedy: expect.stringContaining("Run the parent's sync") as string,
    });
    expect(stepOf({ mapping }, "mapping")).toMatchObject({ result: "stops", code: "parent-missing" });
  });

  it("is a deletion in the list: left alone by rule, or waiting for a person", () => {
    const deleted = entry({ state: "DETACHED", cause: "list-delete" });
    expect(whyOf({ entry: deleted })).toMatchObject({ cause: "deleted-in-list" });
    expect(whyOf({ entry: entry({ state: "ASKED", cause: "list-delete" }) })).toMatchObject({
      cause: "waits-for-decision",
      remedy: "Decide on the ledger entry: make the item again, or leave it deleted.",
    });
  });

  it.each([
    ["match-ambiguous", "several of them had this key"],
    ["match-left", "a person chose to leave this row"],
    ["rebuilt", "belong to another row"],
  ])("is a comparison of rows and items that left the row alone (%s), which no run takes up", (cause, words) => {
    const answer = whyOf({ entry: entry({ state: "DETACHED", cause, itemId: null }) });
    expect(answer).toMatchObject({ cause: "left-alone", isPresent: false });
    expect(answer.title).toContain(words);
    expect(answer.remedy).toContain("Compare rows and items again");
  });

  it("is a guard that stopped the plan, with what it found", () => {
    const halt = { runId: "r", guards: ["12 deletes, the limit is 10."], plansThisRow: true };
    const answer = whyOf({ halt });
    expect(answer).toMatchObject({ cause: "run-halted" });
    expect(answer.text).toBe("12 deletes, the limit is 10. Its plan holds this row.");
    expect(answer.remedy).toContain("Approve it");
  });

  it("is not known where the list is silent and nothing else keeps the row away", () => {
    const list = { ok: false, code: "graph-unavailable", message: "Silent.", remedy: "Wait." } as const;
    expect(whyOf({ list })).toMatchObject({ isPresent: null, cause: "list-unreachable", text: "Silent." });
    expect(causeOf({ list, source: gone, mapping: null })).toBe("row-missing");
  });

  it("says of a row that left under a cursor which reading will notice", () => {
    const definition = { ...ready.definition, cursorColumn: "changed_at" };
    const answer = whyOf({ definition, source: gone, mapping: null, entry: entry({}) });
    expect(answer.text).toContain("the next full reading does");
  });

  it("says of a row with an empty key that it is still refused, and not that the table lacks it", () => {
    const rejection: RowFacts["rejection"] = {
      origin: "LOCAL",
      code: "key-null",
      field: "b",
      message: "The key column “b” is empty.",
      attempts: 1,
      firstSeenAt: "2026-11-29T12:00:00.000Z",
      nextRetryAt: null,
      isSameContent: null,
    };
    const part = { key: { text: "a=1|b=NULL", problem: null }, source: gone, mapping: null, rejection };
    expect(causeOf(part)).toBe("key-null");
    expect(stepOf(part, "found")).toMatchObject({ result: "unknown", remedy: null });
    expect(stepOf(part, "rejection")?.answer).toBe("Yes, for that.");
  });

  it("is known once and not twice: a refusal that is being tried again counts as under way", () => {
    const rejection = {
      origin: "GRAPH",
      code: "item-refused",
      field: null,
      message: "No.",
      attempts: 2,
      firstSeenAt: "2026-11-29T10:00:00.000Z",
      nextRetryAt: "2026-11-29T16:00:00.000Z",
      isSameContent: true,
    } as const;
    expect(causeOf({ rejection })).toBe("list-refused");
    const openRun = { id: "r", phase: "APPLYING", waitingUntil: null } as const;
    const operation = {
      kind: "CREATE",
      state: "PENDING",
      attempts: 0,
      notBefore: null,
      outcomeCode: null,
      runId: "r",
      isRunOpen: true,
    } as const;
    expect(causeOf({ rejection, operation, openRun })).toBe("in-open-run");
    expect(causeOf({ rejection, operation, openRun: { ...openRun, phase: "WAITING" } })).toBe("waiting-for-graph");
    expect(causeOf({ operation: { ...operation, state: "SENT", isRunOpen: false } })).toBe("in-doubt");
  });
});
