import { z } from "zod";

const listsShape = z.array(
  z.object({ id: z.string(), siteId: z.string(), displayName: z.string(), items: z.number() }),
);
const dumpShape = z.object({
  items: z.array(z.object({ id: z.number(), values: z.record(z.string(), z.unknown()) })),
});
const requestsShape = z.object({
  totals: z.record(
    z.string(),
    z.object({ calls: z.number(), units: z.number(), byStatus: z.record(z.string(), z.number()) }),
  ),
});

/** Calls to one route since the requests were forgotten. */
interface RouteTotal {
  /** Method and route. */
  readonly route: string;
  readonly calls: number;
  /** Of all calls, and of those that were not refused. */
  readonly units: number;
  readonly unitsServed: number;
  /** Answered 429 or 503. */
  readonly refused: number;
}

/** The sandbox's levers that measurements pull (see sandbox/graph/levers.ts). */
export function openLevers(leverUrl: string) {
  const send = (method: string, path: string, body?: unknown): Promise<Response> =>
    fetch(`${leverUrl}${path}`, {
      method,
      headers: { "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await send(method, path, body);
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.status === 204 ? undefined : response.json();
  };
  return {
    async list(displayName: string) {
      const found = listsShape.parse(await call("GET", "/lists")).find((list) => list.displayName === displayName);
      if (!found) throw new Error(`The sandbox has no list "${displayName}".`);
      return found;
    },
    async delayBatches(ms: number): Promise<void> {
      await call("DELETE", "/faults");
      if (ms > 0) await call("POST", "/faults", { where: "call", path: "/\\$batch", action: { kind: "delay", ms } });
    },
    async forgetRequests(): Promise<void> {
      await call("DELETE", "/requests");
    },
    /** Calls by method and route since they were forgotten, entries of batches included. */
    async requests(): Promise<readonly RouteTotal[]> {
      const { totals } = requestsShape.parse(await call("GET", "/requests?count=0"));
      return Object.entries(totals).map(([route, { calls, units, byStatus }]) => {
        const refused = (byStatus[429] ?? 0) + (byStatus[503] ?? 0);
        // Every call to one route costs the same, but for delta, of which there is none in a load.
        return { route, calls, units, unitsServed: units * (1 - refused / calls), refused };
      });
    },
    async setMeter(change: { enabled?: boolean; tier?: string; timeScale?: number }): Promise<void> {
      await call("PATCH", "/meter", change);
      await call("DELETE", "/meter");
    },
    /** Changes how the sandbox behaves (see sandbox/graph/profile.ts). */
    async setProfile(change: { deltaLagSeconds?: number }): Promise<void> {
      await call("PATCH", "/profile", change);
    },
    /** Adds a fault rule (see sandbox/graph/faults.ts). */
    async addFault(rule: object): Promise<void> {
      await call("POST", "/faults", rule);
    },
    async clearFaults(): Promise<void> {
      await call("DELETE", "/faults");
    },
    /** The items of a list as they are stored. */
    async dump(listId: string) {
      return dumpShape.parse(await call("GET", `/lists/${listId}`)).items;
    },
    /** Edits an item as a person would; whether it was still there. */
    async editItem(listId: string, itemId: number, fields: Record<string, unknown>): Promise<boolean> {
      const response = await send("PATCH", `/lists/${listId}/items/${itemId}`, { fields });
      if (response.ok) return true;
      const said = await response.text();
      if (said.includes('"itemNotFound"')) return false;
      throw new Error(`The item ${itemId} could not be edited: ${response.status} ${said}`);
    },
    /** Adds items as a person would, several at a time. */
    async addItems(listId: string, count: number, signal: AbortSignal): Promise<void> {
      let next = 0;
      const adder = async (): Promise<void> => {
        for (let number = next++; number < count; number = next++) {
          signal.throwIfAborted();
          await call("POST", `/lists/${listId}/items`, { fields: { Title: `Item ${number}` } });
        }
      };
      await Promise.all(Array.from({ length: 16 }, adder));
    },
  };
}

export type Levers = ReturnType<typeof openLevers>;
