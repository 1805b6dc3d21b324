import { requestDueRuns } from "@/lib/sync/due-runs";

/**
 * Starts the runs of definitions whose time has come. Every worker sweeps; each definition is taken by one of them.
 *
 * @returns how many runs were started
 */
export function sweepSchedules(): Promise<number> {
  return requestDueRuns();
}
