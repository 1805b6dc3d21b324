import { z } from "zod";

const listsShape = z.array(
  z.object({ id: z.string(), siteId: z.string(), displayName: z.string(), items: z.number() }),
);
const requestsShape = z.object({ totals: z.record(z.string(), z.object({ calls: z.number() })) });

/** The sandbox's levers that measurements pull (see sandbox/graph/levers.ts). */
export function openLevers(leverUrl: string) {
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${leverUrl}${path}`, {
      method,
      headers: { "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
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
    async requests(): Promise<readonly { readonly route: string; readonly calls: number }[]> {
      const { totals } = requestsShape.parse(await call("GET", "/requests?count=0"));
      return Object.entries(totals).map(([route, { calls }]) => ({ route, calls }));
    },
  };
}

export type Levers = ReturnType<typeof openLevers>;
