import { SyncError } from "@/lib/errors/app-error";
import { type Refusal, statusOf } from "./errors";

/** What of a client is needed to look at a list. */
interface Reader {
  send(
    request: { readonly method: "GET"; readonly path: string; readonly repeat: "never" },
    signal: AbortSignal | undefined,
  ): Promise<unknown>;
}

/** A filter that is refused this often without a wait is looked into. */
export const triesOfSuspects = 3;

/**
 * Whether a refusal may be the list view threshold in its older form: 429 without Retry-After, of a filtered read. It concerns this query
 * only and no retry cures it, so that it must hold nobody else (Graph contract 6.4, trap 10).
 */
export function isThresholdSuspect(path: string, refusal: Pick<Refusal, "status" | "retryAfterMs">): boolean {
  return refusal.status === 429 && refusal.retryAfterMs === null && /[?&](\$|%24)filter=/i.test(path);
}

/** The filter and the list are asked in turn this often; throttling that comes and goes does not tell them apart each time. */
const rounds = 2;

/**
 * The error that a suspect stands for: `graph-list-threshold` when the list itself can be read and the filter is refused again right after,
 * repeatedly (sync-semantics 11); otherwise the given one. `path` is that of the filtered reading.
 */
export async function thresholdOr(
  error: SyncError,
  client: Reader,
  path: string,
  signal: AbortSignal | undefined,
): Promise<SyncError> {
  const list = /^.*\/lists\/[^/?]+(?=\/items\b)/i.exec(path)?.[0];
  if (list === undefined) return error;
  for (let round = 0; round < rounds; round++) {
    if ((await refusalBy(client, list, signal)) !== null) return error;
    const again = await refusalBy(client, path, signal);
    const status = again && statusOf(again);
    if (status !== 429 || again?.retryAfterMs !== undefined) return error;
  }
  return new SyncError("graph-list-threshold", {
    trait: "permanent",
    message: `${error.message} The list itself can be read meanwhile: the query asks for more than its view threshold allows.`,
    details: error.details,
    cause: error,
  });
}

async function refusalBy(client: Reader, path: string, signal: AbortSignal | undefined): Promise<SyncError | null> {
  try {
    await client.send({ method: "GET", path, repeat: "never" }, signal);
    return null;
  } catch (refused) {
    if (refused instanceof SyncError) return refused;
    throw refused;
  }
}
