import { afterAll, afterEach, beforeAll } from "vitest";
import { type Sandbox, startSandbox } from "@/e2e/support/sandbox";
import { type RawAnswer, type RawClient, rawClient } from "./raw-client";

/** A sandbox of its own for one test file, with a client that may do everything but grant permissions. */
export interface ContractTrial {
  sandbox: Sandbox;
  graph: RawClient;
  /** Id of the site `reference-data`, in Europe/Berlin. */
  site: string;
}

/** Starts before the file's tests and ends after them; rules and the unit meter never outlive a test. */
export function startTrial(): ContractTrial {
  const trial = {} as ContractTrial;
  beforeAll(async () => {
    trial.sandbox = await startSandbox();
    trial.graph = await rawClient(trial.sandbox);
    trial.site = (await trial.graph.get("/sites/contoso.sharepoint.com:/sites/reference-data")).body.id;
  });
  afterEach(async () => {
    await trial.sandbox.levers.clearFaults();
    await trial.sandbox.levers.setMeter({ enabled: false });
  });
  afterAll(async () => {
    trial.graph?.close();
    await trial.sandbox?.stop();
  });
  return trial;
}

export const keyColumn = { name: "Key", text: { maxLength: 64 }, indexed: true, enforceUniqueValues: true };

let lists = 0;

/** A fresh list: its path, title and id. */
export async function newList(
  { graph, site }: ContractTrial,
  columns: object[] = [keyColumn, { name: "Qty", number: {} }],
) {
  const title = `List ${++lists}`;
  const definition = { displayName: title, columns, list: { template: "genericList" } };
  const made = await graph.post(`/sites/${site}/lists`, definition);
  if (made.status !== 201) throw new Error(`The list was not made: ${made.text}`);
  return { id: made.body.id, title, path: `/sites/${site}/lists/${made.body.id}` };
}

/** Status, code and message of a refusal. */
export const refusal = (answer: RawAnswer) =>
  [answer.status, answer.body?.error?.code, answer.body?.error?.message] as const;

/** A batch that creates one item for each row. */
export const batchOf = (path: string, rows: object[]) => ({
  requests: rows.map((fields, at) => ({
    id: String(at),
    method: "POST",
    url: `${path}/items`,
    headers: { "Content-Type": "application/json" },
    body: { fields },
  })),
});
