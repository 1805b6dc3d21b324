import { execFile } from "node:child_process";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "@/e2e/support/sandbox";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(async () => {
  await sandbox?.stop();
});

it("serves Microsoft's own SDK and credential, batches, page iterator and retries included", async () => {
  const { info, levers } = sandbox;
  await levers.addFault({
    method: "GET",
    path: "/items",
    action: { kind: "answer", status: 429, headers: { "Retry-After": "1" } },
    times: 1,
  });
  const settings = { ...info.sync, graphUrl: info.graphUrl, authorityUrl: info.authorityUrl, tenantId: info.tenantId };
  const program = join(import.meta.dirname, "testing/official-client.ts");
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--import", "tsx", program, JSON.stringify(settings)],
    { cwd: resolve(import.meta.dirname, "../.."), env: { ...process.env, NODE_EXTRA_CA_CERTS: info.certPath } },
  );
  const result = JSON.parse(stdout) as Record<"statuses" | "seen", unknown[]> & {
    duplicate: object;
    found: { value: object[] };
  };
  expect(result.statuses).toEqual(Array(60).fill(201));
  const keys = [0, 1, 2].flatMap((batch) => Array.from({ length: 20 }, (_, at) => `${batch}-${at}`));
  expect(result.seen).toEqual(keys);
  expect(result.duplicate).toMatchObject({
    statusCode: 400,
    code: "invalidRequest",
    message: "One or more fields with unique constraints already has the provided value.",
  });
  expect(result.found.value).toHaveLength(1);
  const { totals } = await levers.requests();
  expect(totals["GET /sites/:site/lists/:list/items"]?.byStatus["429"]).toBe(1);
});
