import type { RunCounts } from "./counts";
import type { CanonicalValue, Guards, MappingId } from "./types";

/** One field that many updates would empty or set to the same value. */
export interface AlikeField {
  readonly field: MappingId;
  readonly value: CanonicalValue;
  readonly rows: number;
}

/** A look at some of our items, whether they are still in the list. */
export interface Vanished {
  readonly looked: number;
  readonly gone: number;
  /** Identities of some that are gone. */
  readonly samples: readonly string[];
}

/** What the guards judge: a whole plan, before its first write. */
export interface PlanFacts {
  readonly counts: RunCounts;
  /** Entries that own an item whose row was there at the last look. */
  readonly owned: number;
  readonly isFirstLoad: boolean;
  /** Whether all rows were read. */
  readonly isComplete: boolean;
  readonly alike: readonly AlikeField[];
  /** Null where nobody looked. */
  readonly vanished: Vanished | null;
}

/** One limit that a plan passes. `found` and `limit` are numbers of rows or items, `of` is what they are a part of. */
export interface GuardFinding {
  readonly guard: keyof Guards;
  readonly found: number;
  readonly limit: number;
  readonly of: number;
  readonly field: MappingId | null;
  readonly value: CanonicalValue;
  /** Identities of some rows, for people to look at. */
  readonly samples: readonly string[];
}

/** Why a run stopped before its first write, and who may let it go on. */
export interface Halt {
  readonly findings: readonly GuardFinding[];
  readonly approver: "Steward" | "Admin";
}

/** Below this many items a share of updates says nothing: in a list of three, one update is a third. */
export const leastItemsForShares = 50;

/** Above this share of deletes a plan is approved by an administrator (sync-semantics 8). */
const shareForAdmin = 0.5;

/** How many updates change one field alike before {@link judge} has to hear of it; null where no such number can be reached. */
export function alikeLimit(guards: Guards, owned: number): number | null {
  return owned >= guards.mostAlike.fromRows ? Math.floor(guards.mostAlike.share * owned) : null;
}

/**
 * From so many owned items on no number of them changes what {@link judge} says of a plan with these counts: every limit that is a share of them is out
 * of reach. Null where a share of none makes each number count.
 */
export function enoughOwned(guards: Guards, counts: RunCounts): number | null {
  const gone = counts.plannedDeletes + counts.plannedMarks;
  const shares: readonly (readonly [number, number])[] = [
    [gone, guards.mostDeletes.share],
    [gone, shareForAdmin],
    [counts.plannedUpdates, guards.mostUpdates.share],
    [counts.plannedUpdates, guards.mostAlike.share],
  ];
  // One more than what is found, so that no rounding of the share brings the limit below it.
  const enough = shares.map(([found, share]) => (found === 0 ? 0 : Math.ceil((found + 1) / share)));
  const most = Math.max(leastItemsForShares, guards.mostAlike.fromRows, guards.mostVanished.fromItems, ...enough);
  return Number.isSafeInteger(most) ? most : null;
}

/**
 * Judges a plan (sync-semantics 8); null lets it pass. Rows that would be deleted or marked count as deletes alike: both say to the list's
 * readers that the row is gone. A first load is exempt from the limit of updates only.
 */
export function judge(guards: Guards, facts: PlanFacts): Halt | null {
  const findings = [
    emptySource(guards, facts),
    mostDeletes(guards, facts),
    mostUpdates(guards, facts),
    ...mostAlike(guards, facts),
    mostVanished(guards, facts),
  ].filter((finding) => finding !== null);
  if (findings.length === 0) return null;
  const isMassDelete = leaving(facts) > shareForAdmin * facts.owned;
  return { findings, approver: isMassDelete ? "Admin" : "Steward" };
}

const nothing = { field: null, value: null, samples: [] };

const leaving = ({ counts }: PlanFacts) => counts.plannedDeletes + counts.plannedMarks;

function emptySource(guards: Guards, { counts, owned, isComplete }: PlanFacts): GuardFinding | null {
  if (!guards.emptySource || !isComplete || counts.rowsRead > 0 || owned === 0) return null;
  return { ...nothing, guard: "emptySource", found: 0, limit: 1, of: owned };
}

function mostDeletes({ mostDeletes: { rows, share } }: Guards, facts: PlanFacts): GuardFinding | null {
  const limit = Math.max(rows, Math.floor(share * facts.owned));
  const found = leaving(facts);
  return found > limit ? { ...nothing, guard: "mostDeletes", found, limit, of: facts.owned } : null;
}

function mostUpdates({ mostUpdates: { share } }: Guards, facts: PlanFacts): GuardFinding | null {
  const { owned, isFirstLoad, counts } = facts;
  if (isFirstLoad || owned < leastItemsForShares) return null;
  const limit = Math.floor(share * owned);
  const found = counts.plannedUpdates;
  return found > limit ? { ...nothing, guard: "mostUpdates", found, limit, of: owned } : null;
}

function mostAlike(guards: Guards, { owned, alike }: PlanFacts): readonly GuardFinding[] {
  const limit = alikeLimit(guards, owned);
  if (limit === null) return [];
  return alike
    .filter(({ rows }) => rows > limit)
    .map(({ field, value, rows }) => ({
      guard: "mostAlike",
      found: rows,
      limit,
      of: owned,
      field,
      value,
      samples: [],
    }));
}

function mostVanished({ mostVanished: { share, fromItems } }: Guards, facts: PlanFacts): GuardFinding | null {
  const { vanished, owned } = facts;
  if (vanished === null || owned < fromItems || vanished.gone <= share * vanished.looked) return null;
  const { looked, gone, samples } = vanished;
  return { ...nothing, guard: "mostVanished", found: gone, limit: Math.floor(share * looked), of: looked, samples };
}
