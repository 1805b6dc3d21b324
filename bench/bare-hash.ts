// The yardstick for an unchanged run: reads the same columns with the bare driver and hashes each row, and does nothing else.
import { createHash } from "node:crypto";
import pg from "pg";
import Cursor from "pg-cursor";
import { z } from "zod";

const input = z
  .object({ url: z.url(), table: z.string(), columns: z.array(z.string()), pageSize: z.number() })
  .parse(JSON.parse(process.env.BENCH_INPUT ?? "null"));

const client = new pg.Client({ connectionString: input.url });
await client.connect();
const begin = performance.now();
const cpuBefore = process.cpuUsage();
const names = input.columns.map((name) => pg.escapeIdentifier(name)).join(", ");
const cursor = client.query(new Cursor(`SELECT ${names} FROM geo.${pg.escapeIdentifier(input.table)}`));
let rows = 0;
let last = "";
for (;;) {
  const page = await cursor.read(input.pageSize);
  for (const row of page) last = createHash("sha256").update(JSON.stringify(row)).digest("hex");
  rows += page.length;
  if (page.length < input.pageSize) break;
}
const seconds = (performance.now() - begin) / 1_000;
const { user, system } = process.cpuUsage(cpuBefore);
await cursor.close();
await client.end();
console.log(JSON.stringify({ rows, seconds, cpuMs: (user + system) / 1_000, last }));
