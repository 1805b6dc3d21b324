import { setTimeout as sleep } from "node:timers/promises";

/**
 * Does a thing at once and then again `everyMs` after it ended, until the signal is aborted; one that is under way then
 * is waited for. A failure goes to `onError` and the next round comes all the same.
 */
export async function repeat(
  everyMs: number,
  signal: AbortSignal,
  round: () => Promise<void>,
  onError: (error: unknown) => void,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await round();
    } catch (error) {
      onError(error);
    }
    // An aborted pause is the end that was asked for.
    await sleep(everyMs, undefined, { signal }).catch(() => undefined);
  }
}
