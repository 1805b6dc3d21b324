import { AsyncLocalStorage } from "node:async_hooks";
import { AwaitedUnits } from "./awaited-units";

/**
 * What Graph is asked for outside a run, and how many resource units of it count as a person's: somebody waits for them, so they pass the bulk work
 * of runs (sync-semantics 11). What an errand asks beyond that is bulk work itself, in its turn among the definitions, and stops with them before the
 * day's reserve: the discovery of a site with thousands of lists must not eat what is kept for people.
 */
const awaitedUnits = {
  /** Bounded by the number of sites that are looked at. */
  verification: 100,
  /** About forty lists of a few columns and some thousand items: what a person watches. */
  discovery: 200,
  /** Some two hundred columns, each made by a person's wish; the items of a large list that is adopted are counted in turn. */
  provisioning: 600,
  /** The doctor's trial on a throw-away list: about 250 items. */
  probe: 2_000,
} as const;

export type ErrandName = keyof typeof awaitedUnits;

let count = 0;

class Errand {
  /** Tells errands of one kind apart within a process. */
  readonly id = `${++count}`;
  readonly awaited: AwaitedUnits;

  constructor(
    readonly name: ErrandName,
    isResumed: boolean,
  ) {
    this.awaited = new AwaitedUnits(isResumed ? 0 : awaitedUnits[name]);
  }
}

/** The errand that the present call belongs to; none for a run and for what people look at. */
export const currentErrand = new AsyncLocalStorage<Errand>();

/**
 * Does the work on account of an errand; within another one, on account of that. One that goes on after a wait has had the units that somebody waited
 * for, so that waiting again and again wins none.
 */
export function onErrand<T>(name: ErrandName, work: () => Promise<T>, { isResumed = false } = {}): Promise<T> {
  return currentErrand.getStore() ? work() : currentErrand.run(new Errand(name, isResumed), work);
}
