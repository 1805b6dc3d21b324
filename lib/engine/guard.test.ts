import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RunCounts } from "./counts";
import { alikeLimit, enoughOwned, judge, type PlanFacts } from "./guard";
import { defaultGuards, type Guards, type MappingId } from "./types";

const counts: RunCounts = {
  rowsRead: 1_000,
  rowsUnchanged: 1_000,
  rowsRejected: 0,
  rowsFiltered: 0,
  rowsStale: 0,
  plannedCreates: 0,
  plannedUpdates: 0,
  plannedDeletes: 0,
  plannedMarks: 0,
  plannedRecords: 0,
};
type Part = Partial<Omit<PlanFacts, "counts">> & { readonly counts?: Partial<RunCounts> };
const facts = (part: Part): PlanFacts => ({
  owned: 1_000,
  isFirstLoad: false,
  isComplete: true,
  alike: [],
  vanished: null,
  ...part,
  counts: { ...counts, ...part.counts },
});
const field = "field" as MappingId;
const found = (part: Part, guards: Guards = defaultGuards) =>
  judge(guards, facts(part))?.findings.map((finding) => finding.guard) ?? [];

describe("the guards let a plan pass, or say which limit it passes", () => {
  it.each<[string, Part, readonly string[]]>([
    ["nothing to do", {}, []],
    ["no rows where there are items", { counts: { rowsRead: 0 } }, ["emptySource"]],
    ["no rows where there never were any", { counts: { rowsRead: 0 }, owned: 0 }, []],
    ["no changed rows of a reading by cursor", { counts: { rowsRead: 0 }, isComplete: false }, []],
    ["deletes up to the share", { counts: { plannedDeletes: 50 } }, []],
    ["deletes above the share", { counts: { plannedDeletes: 51 } }, ["mostDeletes"]],
    ["deletes up to ten rows of a small list", { counts: { plannedDeletes: 10 }, owned: 20 }, []],
    ["more than ten rows of a small list", { counts: { plannedDeletes: 11 }, owned: 20 }, ["mostDeletes"]],
    ["deletes and marks together", { counts: { plannedDeletes: 26, plannedMarks: 25 } }, ["mostDeletes"]],
    ["kept items, however many", { counts: { plannedRecords: 900 } }, []],
    ["updates up to the share", { counts: { plannedUpdates: 300 } }, []],
    ["updates above the share", { counts: { plannedUpdates: 301 } }, ["mostUpdates"]],
    ["updates of a first load that goes on", { counts: { plannedUpdates: 900 }, isFirstLoad: true }, []],
    ["deletes of a first load", { counts: { plannedDeletes: 51 }, isFirstLoad: true }, ["mostDeletes"]],
    ["updates of a list too small for shares", { counts: { plannedUpdates: 49 }, owned: 49 }, []],
    ["one column emptied in a fifth", { alike: [{ field, value: null, rows: 200 }] }, []],
    ["one column emptied in more than a fifth", { alike: [{ field, value: null, rows: 201 }] }, ["mostAlike"]],
    ["one value everywhere in a small list", { alike: [{ field, value: "x", rows: 49 }], owned: 49 }, []],
    ["some items gone", { vanished: { looked: 40, gone: 4, samples: [] } }, []],
    ["many items gone", { vanished: { looked: 40, gone: 5, samples: ["id=1"] } }, ["mostVanished"]],
    ["many of few items gone", { vanished: { looked: 19, gone: 19, samples: [] }, owned: 19 }, []],
  ])("%s", (_, part, guards) => {
    expect(found(part)).toEqual(guards);
  });

  it("says every limit that is passed, with numbers that a person can check", () => {
    const halt = judge(
      defaultGuards,
      facts({
        counts: { plannedDeletes: 60, plannedUpdates: 400 },
        alike: [{ field, value: "", rows: 300 }],
      }),
    );
    expect(halt?.findings).toEqual([
      { guard: "mostDeletes", found: 60, limit: 50, of: 1_000, field: null, value: null, samples: [] },
      { guard: "mostUpdates", found: 400, limit: 300, of: 1_000, field: null, value: null, samples: [] },
      { guard: "mostAlike", found: 300, limit: 200, of: 1_000, field, value: "", samples: [] },
    ]);
  });

  it("a steward approves, and an administrator where more than half would go", () => {
    const approver = (plannedDeletes: number) => judge(defaultGuards, facts({ counts: { plannedDeletes } }))?.approver;
    expect([approver(500), approver(501)]).toEqual(["Steward", "Admin"]);
  });

  it("follows the definition's own limits", () => {
    const own: Guards = { ...defaultGuards, emptySource: false, mostDeletes: { rows: 0, share: 0 } };
    expect(found({ counts: { rowsRead: 0 } }, own)).toEqual([]);
    expect(found({ counts: { plannedDeletes: 1 } }, own)).toEqual(["mostDeletes"]);
  });

  it("says the same of a plan where items are counted only as far as they can matter", () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const count = fc.integer({ min: 0, max: 400 });
    const plan = fc.record({ plannedUpdates: count, plannedDeletes: count, plannedMarks: count });
    const own = fc.record({ deletes: share, updates: share, alike: share });
    fc.assert(
      fc.property(plan, own, fc.integer({ min: 0, max: 20_000 }), fc.nat(400), (planned, shares, owned, alikeRows) => {
        const guards: Guards = {
          ...defaultGuards,
          mostDeletes: { rows: 10, share: shares.deletes },
          mostUpdates: { share: shares.updates },
          mostAlike: { share: shares.alike, fromRows: 50 },
        };
        const rows = Math.min(alikeRows, planned.plannedUpdates);
        const part = facts({ counts: planned, isComplete: false, alike: [{ field, value: null, rows }] });
        const enough = enoughOwned(guards, part.counts) ?? owned;
        expect(judge(guards, { ...part, owned: Math.min(owned, enough) })).toEqual(judge(guards, { ...part, owned }));
      }),
    );
  });

  it("counts a few items for a plan that does little", () => {
    expect(enoughOwned(defaultGuards, { ...counts, plannedUpdates: 3 })).toBe(50);
    expect(enoughOwned(defaultGuards, { ...counts, plannedUpdates: 1_000 })).toBe(5_005);
  });

  it("asks for fields alike only where the list is large enough", () => {
    expect([alikeLimit(defaultGuards, 49), alikeLimit(defaultGuards, 50)]).toEqual([null, 10]);
  });
});
