import { z } from "zod";
import { SyncError } from "@/lib/errors/app-error";
import type { ErrorCode } from "@/lib/errors/codes";
import type { GraphClient } from "./client";
import { type GraphHeaders, isNoise, readRefusal, statusOf, toSyncError } from "./errors";
import { routeOf } from "./path";
import { readBody } from "./read-answer";
import { bodyText, isRefused, requestNotes } from "./request-notes";
import { unitsOf } from "./units";
import { isThresholdSuspect, thresholdOr, triesOfSuspects } from "./view-threshold";
import { backoffMs, sleepTold } from "./wait";

/** One entry of a batch. `path` as in GraphRequest, relative to the version. */
export interface BatchEntry {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** What became of one entry. */
export type BatchOutcome =
  | { readonly state: "answered"; readonly status: number; readonly headers: GraphHeaders; readonly body: unknown }
  /** Never sent, or sent and throttled: not applied, though Graph has been seen to apply what it throttles (Graph contract 8). */
  | { readonly state: "later"; readonly code: ErrorCode; readonly retryAfterMs: number; readonly wasSent: boolean }
  /** The answer is lost: a write may have been applied. */
  | { readonly state: "lost"; readonly code: ErrorCode };

/** Graph contract 8: at most 20 entries. */
const mostEntries = 20;
/** Graph contract 6.1: bodies above 2,097,152 bytes are refused; some room is left for the frame. */
const mostBytes = 2_000_000;

const answerSchema = z.object({
  responses: z.array(
    z.object({
      id: z.coerce.string(),
      status: z.number(),
      headers: z.record(z.string(), z.coerce.string()).nullish(),
      body: z.unknown().optional(),
    }),
  ),
});

type BatchResponse = z.output<typeof answerSchema>["responses"][number];

interface Chunk {
  readonly entries: readonly BatchEntry[];
  /** Place of each entry among all. */
  readonly places: readonly number[];
  readonly json: string;
}

function entryJson(entry: BatchEntry, id: string): string {
  const headers = entry.body === undefined ? entry.headers : { "Content-Type": "application/json", ...entry.headers };
  return JSON.stringify({ id, method: entry.method, url: entry.path, headers, body: entry.body });
}

/** Cuts entries into batches of at most 20 entries and about 2 MB, in their order. */
export function chunksOf(entries: readonly BatchEntry[]): readonly Chunk[] {
  const chunks: Chunk[] = [];
  let places: number[] = [];
  let parts: string[] = [];
  let bytes = 0;
  const close = () => {
    if (places.length === 0) return;
    const picked = places.map((place) => entries[place]).filter((entry) => entry !== undefined);
    chunks.push({ entries: picked, places, json: `{"requests":[${parts.join(",")}]}` });
    places = [];
    parts = [];
    bytes = 0;
  };
  for (const [place, entry] of entries.entries()) {
    const json = entryJson(entry, String(place));
    const size = Buffer.byteLength(json) + 1;
    if (places.length === mostEntries || bytes + size > mostBytes) close();
    places.push(place);
    parts.push(json);
    bytes += size;
  }
  close();
  return chunks;
}

function lowerCased(headers: Readonly<Record<string, string>> | null | undefined): GraphHeaders {
  return Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
}

/** Whether an entry was refused for its batch's token, which ended between the batch's own check and the entry's. */
function isTokenRefused({ status, headers, body }: BatchResponse): boolean {
  return (
    status === 401 && readRefusal(status, lowerCased(headers), body ?? null).codes[0] === "invalidauthenticationtoken"
  );
}

/** What became of one entry. A filter that may have met the view threshold is an answer, which concerns this query only. */
function outcomeOf(entry: BatchEntry, status: number, headers: GraphHeaders, body: unknown): BatchOutcome {
  if (status !== 429 && status !== 503) return { state: "answered", status, headers, body };
  const refusal = readRefusal(status, headers, body);
  if (isThresholdSuspect(entry.path, refusal)) return { state: "answered", status, headers, body };
  return { state: "later", code: "graph-throttled", retryAfterMs: refusal.retryAfterMs ?? backoffMs(1), wasSent: true };
}

/** Entries are throttled one by one; the longest wait of them holds for all calls of the application (Graph contract 8, 11). */
function tellAll(client: GraphClient, outcomes: readonly BatchOutcome[], headers: readonly GraphHeaders[]): void {
  const waits = outcomes.map((outcome) => (outcome.state === "later" ? outcome.retryAfterMs : 0));
  const longest = Math.max(...waits);
  if (longest > 0) client.holdFor(longest);
  const remaining = ({ "ratelimit-remaining": text }: GraphHeaders) => Number(text ?? Number.POSITIVE_INFINITY);
  const latest = headers.reduce((least, each) => (remaining(each) < remaining(least) ? each : least));
  client.learn(latest);
}

/** What a batch that failed as a whole means for its entries; throws what concerns everything. */
function outcomeOfFailure(error: unknown): BatchOutcome {
  if (!(error instanceof SyncError) || error.trait !== "transient") throw error;
  const status = statusOf(error);
  const wasRefused = status === 429 || status === 503;
  if (!wasRefused && error.code !== "graph-unreachable" && error.details.unsent !== true)
    return { state: "lost", code: "graph-in-doubt" };
  return {
    state: "later",
    code: error.code,
    retryAfterMs: error.retryAfterMs ?? backoffMs(3),
    wasSent: wasRefused,
  };
}

/** A batch is served as a whole although its entries are refused: those are told one by one. */
function noteRefusal(entry: BatchEntry, response: BatchResponse): void {
  const note = requestNotes.getStore();
  if (!note || !isRefused(response.status)) return;
  const headers = lowerCased(response.headers);
  const { requestId, retryAfterMs } = readRefusal(response.status, headers, response.body ?? null);
  note({
    method: entry.method,
    path: routeOf(entry.path),
    status: response.status,
    durationMs: null,
    units: unitsOf(entry.method, entry.path),
    attempt: 1,
    retryAfterMs,
    requestId,
    clientRequestId: headers["client-request-id"] ?? null,
    batchSize: null,
    isEntry: true,
    reason: null,
    sent: bodyText(entry.body),
    answered: bodyText(response.body),
  });
}

async function sendChunk(
  client: GraphClient,
  chunk: Chunk,
  signal: AbortSignal | undefined,
): Promise<readonly BatchOutcome[]> {
  const units = chunk.entries.reduce((sum, entry) => sum + unitsOf(entry.method, entry.path), 0);
  const sentAtMs = performance.now();
  try {
    const answer = await client.send(
      { method: "POST", path: "/$batch", body: chunk.json, repeat: "never", units, batchSize: chunk.entries.length },
      signal,
    );
    const { responses } = readBody(answerSchema, answer, "a batch");
    const isRenewed = responses.some(isTokenRefused) && client.renewToken(sentAtMs);
    const byId = new Map(responses.map((response) => [response.id, response]));
    const outcomes = chunk.entries.map((entry, at): BatchOutcome => {
      const response = byId.get(String(chunk.places[at]));
      if (!response) return { state: "lost", code: "graph-in-doubt" };
      noteRefusal(entry, response);
      if (isRenewed && isTokenRefused(response))
        return { state: "later", code: "graph-login", retryAfterMs: 0, wasSent: false };
      return outcomeOf(entry, response.status, lowerCased(response.headers), response.body ?? null);
    });
    tellAll(client, outcomes, [answer.headers, ...responses.map((response) => lowerCased(response.headers))]);
    return outcomes;
  } catch (error) {
    if (signal?.aborted) throw error;
    const outcome = outcomeOfFailure(error);
    return chunk.entries.map(() => outcome);
  }
}

/**
 * Sends entries in batches of 20, several in flight (the client's `maxConcurrency`), and gives one outcome an entry in the order of the
 * entries. Nothing is repeated: a caller that writes decides what is safe. Throws SyncError only for what concerns all entries (login,
 * permission, malformed batch) and the signal's reason when aborted; every batch has ended by then.
 */
export async function sendBatch(
  client: GraphClient,
  entries: readonly BatchEntry[],
  signal?: AbortSignal,
): Promise<readonly BatchOutcome[]> {
  const chunks = chunksOf(entries);
  const settled = await Promise.allSettled(chunks.map((chunk) => sendChunk(client, chunk, signal)));
  const outcomes: BatchOutcome[] = entries.map(() => ({ state: "lost", code: "graph-in-doubt" }));
  for (const [index, result] of settled.entries()) {
    if (result.status === "rejected") throw result.reason;
    for (const [at, outcome] of result.value.entries()) {
      const place = chunks[index]?.places[at];
      if (place !== undefined) outcomes[place] = outcome;
    }
  }
  return outcomes;
}

/** An entry that was answered. */
export type BatchAnswer = Extract<BatchOutcome, { state: "answered" }>;

/** Rounds until reads that were throttled, lost or met a server error are given up. */
const readRounds = 6;
/** Longest wait inside a reading; a longer one is thrown as `graph-throttled`. */
const readPatienceMs = 30_000;

function mayPass(outcome: BatchOutcome, round: number): boolean {
  if (outcome.state !== "answered") return true;
  if (outcome.status === 429) return round + 1 < triesOfSuspects;
  if (outcome.status >= 500) return outcome.status !== 501 && outcome.status !== 507;
  return outcome.status >= 400 && isNoise(readRefusal(outcome.status, outcome.headers, outcome.body));
}

/**
 * Reads by batch: GET paths only, repeated until each has an answer, which may be a refusal such as 404. Throws SyncError (transient)
 * when some stay without an answer, and `graph-list-threshold` (permanent) when a filter asks for too much.
 */
export async function readBatch(
  client: GraphClient,
  paths: readonly string[],
  signal?: AbortSignal,
): Promise<readonly BatchAnswer[]> {
  return (await readEach(client, paths, signal)).map(answerOf);
}

/**
 * The same where one reading that fails again and again must not fail the others: its outcome is the last one. Throws what {@link readBatch} does
 * for filters.
 */
export async function readEach(
  client: GraphClient,
  paths: readonly string[],
  signal?: AbortSignal,
): Promise<readonly BatchOutcome[]> {
  const outcomes = new Map<number, BatchOutcome>();
  let open = paths.map((_, place) => place);
  for (let round = 0; open.length > 0 && round < readRounds; round++) {
    if (round > 0) await sleepTold(waitOf(open, outcomes, round), signal);
    const entries = open.map((place): BatchEntry => ({ method: "GET", path: paths[place] ?? "" }));
    const answers = await sendBatch(client, entries, signal);
    for (const [at, place] of open.entries()) {
      const answer = answers[at];
      if (answer) outcomes.set(place, answer);
    }
    open = open.filter((place) => mayPass(outcomes.get(place) ?? { state: "lost", code: "graph-in-doubt" }, round));
  }
  await refuseThreshold(client, paths, outcomes, signal);
  return paths.map((_, place) => outcomes.get(place) ?? { state: "lost", code: "graph-in-doubt" });
}

/** Filters that stay refused without a wait while the list itself can be read have met the view threshold. */
async function refuseThreshold(
  client: GraphClient,
  paths: readonly string[],
  outcomes: ReadonlyMap<number, BatchOutcome>,
  signal: AbortSignal | undefined,
): Promise<void> {
  for (const [place, outcome] of outcomes) {
    if (outcome.state !== "answered" || outcome.status !== 429) continue;
    const error = toSyncError(readRefusal(429, outcome.headers, outcome.body), "a filtered reading");
    throw await thresholdOr(error, client, paths[place] ?? "", signal);
  }
}

function waitOf(open: readonly number[], outcomes: ReadonlyMap<number, BatchOutcome>, round: number): number {
  const asked = open.map((place) => {
    const outcome = outcomes.get(place);
    return outcome?.state === "later" ? outcome.retryAfterMs : 0;
  });
  const waitMs = Math.max(backoffMs(round), ...asked);
  if (waitMs <= readPatienceMs) return waitMs;
  throw new SyncError("graph-throttled", { trait: "transient", retryAfterMs: waitMs });
}

/** The answer to a reading. Throws SyncError (transient) where there is none. */
export function answerOf(outcome: BatchOutcome): BatchAnswer {
  if (outcome.state === "answered") return outcome;
  if (outcome.state === "later")
    throw new SyncError(outcome.code, { trait: "transient", retryAfterMs: outcome.retryAfterMs });
  throw new SyncError("graph-unavailable", {
    trait: "transient",
    message: "Graph left a reading without an answer several times.",
  });
}
