import { SyncError } from "@/lib/errors/app-error";
import { type BatchAnswer, type BatchEntry, sendBatch } from "./batch";
import type { GraphClient, GraphRequest } from "./client";
import { type GraphHeaders, readRefusal } from "./errors";
import { sleepTold } from "./wait";

/** What Graph said to one call, whether it served or refused it. */
export interface Attempt {
  readonly status: number;
  /** Codes of a refusal in lower case, the outer one first; empty otherwise. */
  readonly codes: readonly string[];
  /** Of a 2xx answer; null otherwise. */
  readonly body: unknown;
  /** Of a 2xx answer, names in lower case. */
  readonly headers: GraphHeaders;
}

/**
 * Whether a refusal is about the request itself, and not about the moment, the place or the permission. A 500 `generalException` is: bad field values are
 * refused so too (Graph contract 1.2). A 409 `resourceModified` is not: two writers met (6.5).
 */
function isAboutRequest(status: number, codes: readonly string[]): boolean {
  if (status === 409) return !codes.includes("resourcemodified");
  if (status === 500) return codes.includes("generalexception");
  return [400, 410, 412, 413, 422, 501].includes(status);
}

/**
 * Asks something that may be refused, where the refusal is the answer. Sent once, unless Graph asks to wait: known noise is not repeated.
 * Throws SyncError where the answer says nothing about the request: denied, throttled, broken or lost.
 */
export async function attempt(client: GraphClient, request: GraphRequest, signal?: AbortSignal): Promise<Attempt> {
  try {
    const { status, body, headers } = await client.send({ ...request, repeat: "write" }, signal);
    return { status, codes: [], body, headers };
  } catch (error) {
    if (!(error instanceof SyncError)) throw error;
    const { status, codes } = error.details;
    if (typeof status !== "number" || !Array.isArray(codes)) throw error;
    const named = codes.filter((code) => typeof code === "string");
    if (!isAboutRequest(status, named)) throw error;
    return { status, codes: named, body: null, headers: {} };
  }
}

/** Rounds until entries that Graph put off are given up. */
const rounds = 4;

/**
 * The same for several calls in batches, which are independent of each other; what was throttled is sent again. Null for those that stayed throttled or
 * were lost, or that Graph refused for another reason than what they asked. Throws SyncError for what concerns all.
 */
export async function attemptAll(
  client: GraphClient,
  entries: readonly BatchEntry[],
  signal?: AbortSignal,
): Promise<readonly (Attempt | null)[]> {
  const attempts: (Attempt | null)[] = entries.map(() => null);
  let open = [...entries.keys()];
  for (let round = 0; open.length > 0 && round < rounds; round++) {
    const sent = open.flatMap((place) => entries[place] ?? []);
    const outcomes = await sendBatch(client, sent, signal);
    const later: number[] = [];
    let waitMs = 0;
    for (const [at, place] of open.entries()) {
      const outcome = outcomes[at];
      if (outcome?.state === "answered") attempts[place] = attemptOf(outcome);
      if (outcome?.state !== "later") continue;
      later.push(place);
      waitMs = Math.max(waitMs, outcome.retryAfterMs);
    }
    open = later;
    if (open.length > 0) await sleepTold(waitMs, signal);
  }
  return attempts;
}

function attemptOf({ status, headers, body }: BatchAnswer): Attempt | null {
  if (status < 300) return { status, codes: [], body, headers };
  const { codes } = readRefusal(status, headers, body);
  return isAboutRequest(status, codes) ? { status, codes, body: null, headers: {} } : null;
}
