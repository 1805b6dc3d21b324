import { env } from "@/lib/env";
import { removeOldOperations } from "@/lib/sync/retention";

/**
 * Removes operations of long ended runs, a bounded number each time. Every worker sweeps; each run is taken by one of them.
 *
 * @returns how many operations were removed
 */
export function sweepHistory(): Promise<number> {
  return removeOldOperations(env().SYNCBRIDGE_KEEP_OPERATIONS_DAYS);
}
