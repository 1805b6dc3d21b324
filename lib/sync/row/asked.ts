import type { Asked } from "@/lib/engine/why-facts";
import { AppError, SyncError } from "@/lib/errors/app-error";

/** Longest time a person waits for an answer of Graph. */
const patienceMs = 10_000;

/** What another store answers, or its refusal as an answer; anything that is no refusal is thrown on. */
export async function asked<T>(work: Promise<T>): Promise<Asked<T>> {
  try {
    return { ok: true, value: await work };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { code, message, remedy } = error;
    return { ok: false, code, message, remedy };
  }
}

/** Asks Graph something that a person waits for. Throws `graph-unavailable` when the time is up. */
export async function withPatience<T>(ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const signal = AbortSignal.timeout(patienceMs);
  try {
    return await ask(signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    const message = `SharePoint gave no answer within ${patienceMs / 1_000} seconds.`;
    throw new SyncError("graph-unavailable", { trait: "transient", message, cause: error });
  }
}
