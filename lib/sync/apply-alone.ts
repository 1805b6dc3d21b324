import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "@/lib/errors/app-error";
import { type Keeping, lockProvisioning } from "./provision-lock";

const pollMs = 500;

/** Short, since applying again goes on where it stopped; what was sent to a list has a lock of its own. */
const keeping: Keeping = { leaseMs: 10_000, requestsMs: 0 };

interface Applying {
  /** Who applies, by a name that others may read. */
  readonly by: string;
  readonly signal: AbortSignal;
  /** Told again and again while somebody else applies: who, since when, and when their lock ends if they are no more. */
  readonly onWait: (text: string) => void;
}

/**
 * Applies a bundle while nobody else applies one to this installation: two at once would each make what neither found. Waits for the other one; one
 * that died is waited for until its lock ends. The signal of the work is aborted too when the lock may have been lost.
 */
export async function applyAlone<T>(applying: Applying, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const lock = await lockInTurn(applying);
  try {
    return await work(AbortSignal.any([applying.signal, lock.signal]));
  } finally {
    await lock.release();
  }
}

async function lockInTurn({ by, signal, onWait }: Applying) {
  for (;;) {
    try {
      return await lockProvisioning(["bundle"], by, keeping);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== "provisioning-under-way") throw error;
      const { person, seconds, freeIn } = error.details;
      // None where it ended just now.
      if (person)
        onWait(
          `waiting: ${person} began to apply a file ${seconds} seconds ago; if it broke off, this goes on in ${freeIn} seconds`,
        );
    }
    await sleep(pollMs, undefined, { signal });
  }
}
