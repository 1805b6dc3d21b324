import { SyncError } from "@/lib/errors/app-error";
import type { GraphClient } from "./client";
import type { Refusal } from "./errors";

/** A filter that is refused this often without a wait is looked into. */
export const triesOfSuspects = 3;

/**
 * Whether a refusal may be the list view threshold in its older form: 429 without Retry-After, of a filtered read. It concerns this query
 * only and no retry cures it, so that it must hold nobody else (Graph contract 6.4, trap 10).
 */
export function isThresholdSuspect(path: string, refusal: Pick<Refusal, "status" | "retryAfterMs">): boolean {
  return refusal.status === 429 && refusal.retryAfterMs === null && /[?&](\$|%24)filter=/i.test(path);
}

/**
 * The error that a suspect stands for: `graph-list-threshold` when the list itself can be read meanwhile (sync-semantics 11), otherwise the
 * given one. `path` is that of the filtered reading.
 */
export async function thresholdOr(
  error: SyncError,
  client: Pick<GraphClient, "send">,
  path: string,
  signal: AbortSignal | undefined,
): Promise<SyncError> {
  const list = /^.*\/lists\/[^/?]+(?=\/items\b)/i.exec(path)?.[0];
  if (list === undefined) return error;
  try {
    await client.send({ method: "GET", path: list, repeat: "never" }, signal);
  } catch (refused) {
    if (refused instanceof SyncError) return error;
    throw refused;
  }
  return new SyncError("graph-list-threshold", {
    trait: "permanent",
    message: `${error.message} The list itself can be read meanwhile: the query asks for more than its view threshold allows.`,
    details: error.details,
    cause: error,
  });
}
