import { describe, expect, it } from "vitest";
import { SyncError } from "@/lib/errors/app-error";
import { type BatchEntry, chunksOf, readBatch, sendBatch } from "./batch";
import type { GraphAnswer, GraphClient, GraphRequest } from "./client";

interface WireBatch {
  requests: { id: string; method: string; url: string; headers?: Record<string, string>; body?: unknown }[];
}

/** A client whose Graph is a function: what stands behind the wire, not a mock of our own modules. */
function clientOf(answer: (batch: WireBatch, round: number) => unknown) {
  const seen: GraphRequest[] = [];
  const held: number[] = [];
  const learned: unknown[] = [];
  const renewals = { asked: 0, isPossible: true };
  const client: GraphClient = {
    tenantId: "t",
    clientId: "c",
    baseUrl: "https://graph.example/v1.0",
    accessToken: () => Promise.resolve(""),
    renewToken: () => {
      renewals.asked++;
      return renewals.isPossible;
    },
    holdFor: (ms) => held.push(ms),
    learn: (headers) => learned.push(headers),
    send: (request): Promise<GraphAnswer> => {
      seen.push(request);
      const batch = JSON.parse(String(request.body)) as WireBatch;
      return Promise.resolve().then(() => ({ status: 200, headers: {}, body: answer(batch, seen.length - 1) }));
    },
  };
  return { client, seen, held, learned, renewals };
}

const get = (count: number): BatchEntry[] =>
  Array.from({ length: count }, (_, at) => ({ method: "GET", path: `/sites/s/lists/l/items/${at}` }));
const ok = (request: { id: string; url: string }) => ({ id: request.id, status: 200, body: { url: request.url } });

describe("chunksOf", () => {
  it("cuts by 20 entries", () => {
    expect(chunksOf(get(45)).map((chunk) => chunk.entries.length)).toEqual([20, 20, 5]);
    expect(chunksOf([])).toEqual([]);
  });

  it("cuts by bytes, and leaves an entry that is too large alone", () => {
    const large = (bytes: number): BatchEntry => ({
      method: "POST",
      path: "/x",
      body: { text: "ä".repeat(bytes / 2) },
    });
    const chunks = chunksOf([large(900_000), large(900_000), large(900_000), large(3_000_000), large(10)]);
    expect(chunks.map((chunk) => chunk.entries.length)).toEqual([2, 1, 1, 1]);
    for (const chunk of chunks.filter((_, at) => at !== 2))
      expect(Buffer.byteLength(chunk.json)).toBeLessThan(2_097_152);
  });

  it("names the content type where there is a body", () => {
    const [chunk] = chunksOf([
      { method: "PATCH", path: "/x", headers: { "If-Match": '"e,1"' }, body: { A: 1 } },
      { method: "GET", path: "/y" },
    ]);
    const batch = JSON.parse(chunk?.json ?? "") as WireBatch;
    expect(batch.requests).toEqual([
      {
        id: "0",
        method: "PATCH",
        url: "/x",
        headers: { "Content-Type": "application/json", "If-Match": '"e,1"' },
        body: { A: 1 },
      },
      { id: "1", method: "GET", url: "/y" },
    ]);
  });
});

describe("sendBatch", () => {
  it("matches answers by id whatever their order, and charges each entry", async () => {
    const { client, seen } = clientOf((batch) => ({ responses: batch.requests.map(ok).reverse() }));
    const outcomes = await sendBatch(client, get(45));
    expect(outcomes.map((outcome) => outcome.state === "answered" && outcome.body)).toEqual(
      get(45).map((entry) => ({ url: entry.path })),
    );
    expect(seen.map((request) => request.units)).toEqual([20, 20, 5]);
    expect(seen.every((request) => request.repeat === "never")).toBe(true);
  });

  it("sends again what was refused for a token that ended in the middle of the batch, as long as there is a newer one", async () => {
    const { client, renewals } = clientOf((batch) => ({
      responses: batch.requests.map((request, at) =>
        at === 1
          ? { id: request.id, status: 401, body: { error: { code: "InvalidAuthenticationToken", message: "expired" } } }
          : ok(request),
      ),
    }));
    const outcomes = await sendBatch(client, get(3));
    expect(outcomes.map(({ state }) => state)).toEqual(["answered", "later", "answered"]);
    expect(outcomes[1]).toMatchObject({ wasSent: false, retryAfterMs: 0 });
    expect(renewals.asked).toBe(1);
    renewals.isPossible = false;
    expect((await sendBatch(client, get(3)))[1]).toMatchObject({ state: "answered", status: 401 });
  });

  it("reports throttled entries as later with their wait and holds the whole client", async () => {
    const { client, held } = clientOf((batch) => ({
      responses: batch.requests.map((request, at) =>
        at === 0 ? { id: request.id, status: 429, headers: { "Retry-After": "7" }, body: {} } : ok(request),
      ),
    }));
    const [first, second] = await sendBatch(client, get(2));
    expect(first).toEqual({ state: "later", code: "graph-throttled", retryAfterMs: 7_000, wasSent: true });
    expect(second?.state).toBe("answered");
    expect(held).toEqual([7_000]);
  });

  it("holds the client once, for the longest wait of 429 and 503 alike", async () => {
    const { client, held } = clientOf((batch) => ({
      responses: batch.requests.map((request, at) => ({
        id: request.id,
        status: at % 2 === 0 ? 429 : 503,
        headers: { "Retry-After": String(at), "RateLimit-Reset": "3" },
      })),
    }));
    const outcomes = await sendBatch(client, get(6));
    expect(outcomes.map((outcome) => outcome.state)).toEqual(Array.from({ length: 6 }, () => "later"));
    expect(outcomes[1]).toMatchObject({ retryAfterMs: 3_000 });
    expect(held).toEqual([5_000]);
  });

  it("lets each throttled neighbour of a refused entry wait as long as it was told itself (F7)", async () => {
    const answerOf: Record<string, object> = {
      0: { status: 400, body: { error: { code: "invalidRequest" } } },
      1: { status: 429, headers: { "Retry-After": "7" }, body: {} },
      2: { status: 429, headers: { "Retry-After": "3" }, body: {} },
    };
    const { client, held } = clientOf((batch) => ({
      responses: batch.requests.map((request) => ({ ...ok(request), ...answerOf[request.id] })),
    }));
    expect(await sendBatch(client, get(4))).toEqual([
      expect.objectContaining({ state: "answered", status: 400 }),
      { state: "later", code: "graph-throttled", retryAfterMs: 7_000, wasSent: true },
      { state: "later", code: "graph-throttled", retryAfterMs: 3_000, wasSent: true },
      expect.objectContaining({ state: "answered", status: 200 }),
    ]);
    expect(held).toEqual([7_000]);
  });

  it("sends any text as the text that it is (F8)", async () => {
    const text = 'a "quote", a \\ backslash,\na line, \u2028, 雪 and 😀", "Other": "injected';
    const { client, seen } = clientOf((batch) => ({ responses: batch.requests.map(ok) }));
    await sendBatch(client, [{ method: "POST", path: "/sites/s/lists/l/items", body: { fields: { Title: text } } }]);
    const { requests } = JSON.parse(String(seen[0]?.body)) as WireBatch;
    expect(requests.map((request) => request.body)).toEqual([{ fields: { Title: text } }]);
  });

  it("learns of the minute from the entry that tells of the least left", async () => {
    const { client, learned } = clientOf((batch) => ({
      responses: batch.requests.map((request, at) => ({
        ...ok(request),
        headers: { "RateLimit-Remaining": String(250 - at), "RateLimit-Limit": "1250", "RateLimit-Reset": "9" },
      })),
    }));
    await sendBatch(client, get(20));
    expect(learned).toEqual([{ "ratelimit-remaining": "231", "ratelimit-limit": "1250", "ratelimit-reset": "9" }]);
  });

  it("holds nobody for a filter that is refused without a wait", async () => {
    const { client, held } = clientOf((batch) => ({
      responses: batch.requests.map((request) => ({ id: request.id, status: 429, headers: {}, body: {} })),
    }));
    const [outcome] = await sendBatch(client, [
      { method: "GET", path: "/sites/s/lists/l/items?$filter=fields/A eq 1" },
    ]);
    expect(outcome).toMatchObject({ state: "answered", status: 429 });
    expect(held).toEqual([]);
  });

  it("calls an entry without an answer lost", async () => {
    const { client } = clientOf((batch) => ({ responses: batch.requests.slice(1).map(ok) }));
    expect((await sendBatch(client, get(2)))[0]).toEqual({ state: "lost", code: "graph-in-doubt" });
  });

  it.each([
    ["graph-in-doubt", {}, "lost"],
    ["graph-unavailable", { status: 502 }, "lost"],
    ["graph-answer-invalid", {}, "lost"],
    ["graph-unreachable", {}, "later"],
    ["graph-throttled", { status: 429 }, "later"],
    ["graph-unavailable", { status: 503 }, "later"],
    ["graph-throttled", { unsent: true }, "later"],
  ] as const)("makes of a batch that failed as %s %j entries that are %s", async (code, details, state) => {
    const { client } = clientOf(() => {
      throw new SyncError(code, { trait: "transient", details });
    });
    expect((await sendBatch(client, get(2))).map((outcome) => outcome.state)).toEqual([state, state]);
  });

  it("throws what concerns everything, after all batches have ended", async () => {
    let ended = 0;
    const { client } = clientOf((batch) => {
      ended += 1;
      if (batch.requests[0]?.id === "0") throw new SyncError("graph-permission", { trait: "halt" });
      return { responses: batch.requests.map(ok) };
    });
    await expect(sendBatch(client, get(25))).rejects.toMatchObject({ code: "graph-permission" });
    expect(ended).toBe(2);
  });
});

describe("readBatch", () => {
  it("repeats only what stayed open", async () => {
    const { client, seen } = clientOf((batch, round) => ({
      responses: batch.requests.map((request, at) =>
        round === 0 && at > 0 ? { id: request.id, status: 500, body: {} } : ok(request),
      ),
    }));
    const answers = await readBatch(client, ["/a", "/b", "/c"]);
    expect(answers.map((answer) => answer.body)).toEqual([{ url: "/a" }, { url: "/b" }, { url: "/c" }]);
    const second = JSON.parse(String(seen[1]?.body)) as WireBatch;
    expect(second.requests.map((request) => request.url)).toEqual(["/b", "/c"]);
  });

  it("gives refusals as answers", async () => {
    const { client } = clientOf((batch) => ({
      responses: batch.requests.map((request) => ({
        id: request.id,
        status: 404,
        body: { error: { code: "itemNotFound" } },
      })),
    }));
    expect((await readBatch(client, ["/a"]))[0]?.status).toBe(404);
  });

  it("hands a long wait to the caller", async () => {
    const { client } = clientOf((batch) => ({
      responses: batch.requests.map((request) => ({ id: request.id, status: 429, headers: { "Retry-After": "300" } })),
    }));
    await expect(readBatch(client, ["/a"])).rejects.toMatchObject({ code: "graph-throttled", retryAfterMs: 300_000 });
  });
});
