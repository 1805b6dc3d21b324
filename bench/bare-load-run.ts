import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { z } from "zod";
import { definitionNamed } from "./bench-run";
import type { BudgetStack } from "./budget-stack";
import type { Levers } from "./levers";

const resultShape = z.object({ created: z.number(), seconds: z.number(), cpuMs: z.number() });
type BareResult = z.infer<typeof resultShape>;

interface BareLoad {
  readonly sandbox: BudgetStack["sandbox"];
  readonly levers: Levers;
  readonly sourceUrl: string;
  readonly table: string;
  /** The sync whose list is filled, and whose mapping says how. */
  readonly definitionName: string;
}

/** Fills a definition's list with the items that its first run would create, by the bare script. */
export async function runBareLoad(load: BareLoad): Promise<BareResult> {
  const folder = mkdtempSync(path.join(tmpdir(), "bare-load-"));
  try {
    const itemsFile = path.join(folder, "items.json");
    writeFileSync(itemsFile, JSON.stringify(await itemsOf(load)));
    const list = await load.levers.list(load.definitionName);
    const input = {
      graphUrl: load.sandbox.graphUrl,
      authorityUrl: load.sandbox.authorityUrl,
      tenantId: load.sandbox.tenantId,
      ...load.sandbox.sync,
      siteId: list.siteId,
      listId: list.id,
      itemsFile,
      // As the product sends them: batches of 20, four in flight.
      perBatch: 20,
      inFlight: 4,
    };
    const { stdout } = await promisify(execFile)(process.execPath, [path.resolve("dist/bench-bare-load.mjs")], {
      env: { ...process.env, NODE_EXTRA_CA_CERTS: load.sandbox.certPath, BARE_LOAD: JSON.stringify(input) },
    });
    return resultShape.parse(JSON.parse(stdout));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Rows of the table in the form the mapping gives them, with a key of the same length as the product's. */
async function itemsOf({ sourceUrl, table, definitionName }: BareLoad): Promise<readonly Record<string, unknown>[]> {
  const { mappings } = await definitionNamed(definitionName);
  const client = new pg.Client({ connectionString: sourceUrl });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(`SELECT * FROM geo.${table}`);
    return rows.map((row, index) => {
      const fields = mappings.map(({ sourceColumn, targetColumn, targetType }) => {
        const value = row[sourceColumn ?? ""];
        return [targetColumn, targetType === "number" && value !== null ? Number(value) : value];
      });
      const key = createHash("sha256").update(`${table}:${index}`).digest("hex");
      return { ...Object.fromEntries(fields), SyncBridgeKey: key };
    });
  } finally {
    await client.end();
  }
}
