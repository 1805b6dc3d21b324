import { spawnSync } from "node:child_process";
import { z } from "zod";
import { allConnectors } from "@/lib/connectors/registry";
import type { Progress } from "@/sandbox/demo/progress.mjs";
import type { BenchServer } from "./bench-server";
import { inFreshProcess } from "./fresh-process";
import type { Measurement } from "./measurement";
import { makeStreamTable, streamColumns, streamTable } from "./stream-table";
import { startMariaDbSource } from "./stream-table-mariadb";

interface StreamOptions {
  readonly server: BenchServer;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

const rows = 1_000_000;
/** As a run reads a table of ten columns. */
const pageSize = 1_000;
/** Each way this often, in turn: what else the machine does then meets all of them alike. */
const turns = 2;
const ways = ["bare", "key", "cursor"] as const;
type Way = (typeof ways)[number];

const answerShape = z.object({ rows: z.number(), seconds: z.number(), grownMiB: z.number() });
type Reading = z.infer<typeof answerShape>;

/** Reads a table of 1,000,000 rows by the bare driver and by the connector, each reading in a process of its own. */
export async function measureStream({ server, progress, signal }: StreamOptions): Promise<Measurement[]> {
  const url = await server.database("bench_stream");
  await makeStreamTable(url, rows);
  progress.line(`made a table of ${amount(rows)} rows`);
  const { hostname, port, username, password } = new URL(url);
  const source = {
    kind: "POSTGRES",
    config: { host: hostname, port: Number(port), database: "bench_stream", user: username, password },
    table: streamTable,
  };
  const found = await compare({ label: "PostgreSQL", bareName: "pg-cursor", source, progress, signal });
  return [...found, ...(await measureMariaDb(progress, signal))];
}

/** The same on MariaDB, where one is installed. */
async function measureMariaDb(progress: Progress, signal: AbortSignal): Promise<Measurement[]> {
  const path = `${process.env.PATH}:/usr/sbin:/usr/local/sbin`;
  const isInstalled =
    spawnSync("mariadbd", ["--no-defaults", "--version"], { env: { ...process.env, PATH: path } }).status === 0;
  if (!isInstalled || !allConnectors().some(({ kind }) => kind === "MYSQL")) {
    progress.line("no MariaDB is installed: reading from one is not measured");
    return [];
  }
  const server = await startMariaDbSource(rows);
  try {
    progress.line(`made a table of ${amount(rows)} rows in MariaDB`);
    const { config } = server;
    const source = { kind: "MYSQL", config, table: { schema: config.database, name: streamTable.name } };
    return await compare({ label: "MariaDB", bareName: "mysql2 stream", source, progress, signal });
  } finally {
    await server.stop();
  }
}

interface CompareOptions {
  readonly label: string;
  readonly bareName: string;
  readonly source: { readonly kind: string; readonly config: object; readonly table: object };
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

async function compare({ label, bareName, source, progress, signal }: CompareOptions): Promise<Measurement[]> {
  const readings: Record<Way, Reading[]> = { bare: [], key: [], cursor: [] };
  for (let turn = 0; turn < turns; turn++) {
    for (const way of ways) {
      const input = { ...source, way, columns: streamColumns, pageSize };
      const reading = await inFreshProcess("bench-stream-once", input, answerShape, signal);
      if (reading.rows !== rows) throw new Error(`Reading by ${way} gave ${reading.rows} rows instead of ${rows}.`);
      readings[way].push(reading);
      const [speed, memory] = [amount(Math.round(rows / reading.seconds)), reading.grownMiB.toFixed(0)];
      progress.line(`${label}, ${way}: ${speed} rows a second, ${memory} MiB above its start`);
    }
  }
  const rate = (way: Way) => (rows * turns) / readings[way].reduce((sum, { seconds }) => sum + seconds, 0);
  return (["key", "cursor"] as const).flatMap((way): Measurement[] => {
    const what = `${label}: ${amount(rows)} rows × ${streamColumns.length} columns by ${way}`;
    const ratio = rate(way) / rate("bare");
    const grown = Math.max(...readings[way].map(({ grownMiB }) => grownMiB));
    return [
      {
        what: `${what}: rows a second, share of the bare ${bareName}`,
        found: `${ratio.toFixed(2)} (${amount(Math.round(rate(way)))} against ${amount(Math.round(rate("bare")))})`,
        wanted: "at least 0.50",
        isMet: ratio >= 0.5,
      },
      {
        what: `${what}: most memory resident above start`,
        found: `${grown.toFixed(0)} MiB`,
        wanted: "under 200 MiB",
        isMet: grown < 200,
      },
    ];
  });
}

const amount = (value: number) => value.toLocaleString("en");
