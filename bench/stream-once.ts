// Reads one table from its first row to its last, alone in its process, and tells rows, time and memory.
import mysql from "mysql2";
import pg from "pg";
import Cursor from "pg-cursor";
import { z } from "zod";
import { connectorFor } from "@/lib/connectors/registry";
import { peakMiBOf, residentMiBOf } from "./process-use";

const input = z
  .object({
    way: z.enum(["bare", "key", "cursor"]),
    kind: z.enum(["POSTGRES", "MYSQL"]),
    config: z.object({
      host: z.string(),
      port: z.number(),
      database: z.string(),
      user: z.string(),
      password: z.string(),
    }),
    table: z.object({ schema: z.string(), name: z.string() }),
    columns: z.array(z.string()),
    pageSize: z.number(),
  })
  .parse(JSON.parse(process.env.BENCH_INPUT ?? "null"));

/** By the connector: into the engine's values. */
async function* connectorRows(keyColumns: readonly string[] | null): AsyncGenerator<number> {
  const { kind, config, table, columns, pageSize } = input;
  const { signal } = new AbortController();
  const connection = await connectorFor(kind).connect(config);
  const reading = await connection.read({ table, columns, keyColumns, pageSize }, signal);
  for await (const page of reading.pages()) yield page.length;
  await reading.close();
  await connection.close();
}

/** By the driver alone, as it is when nobody sets anything: its own types, rows as objects. */
const bareRows = () => (input.kind === "MYSQL" ? bareMysqlRows() : barePostgresRows());

async function* bareMysqlRows(): AsyncGenerator<number> {
  const connection = mysql.createConnection(input.config);
  const names = input.columns.map((name) => mysql.escapeId(name)).join(", ");
  const rows = connection.query(`SELECT ${names} FROM ${mysql.escapeId(input.table.name)}`).stream();
  for await (const row of rows) yield row ? 1 : 0;
  connection.destroy();
}

async function* barePostgresRows(): AsyncGenerator<number> {
  const client = new pg.Client(input.config);
  await client.connect();
  const names = input.columns.map((name) => pg.escapeIdentifier(name)).join(", ");
  const cursor = client.query(new Cursor(`SELECT ${names} FROM ${pg.escapeIdentifier(input.table.name)}`));
  for (;;) {
    const rows = await cursor.read(input.pageSize);
    yield rows.length;
    if (rows.length < input.pageSize) break;
  }
  await cursor.close();
  await client.end();
}

const startMiB = residentMiBOf(process.pid);
const begin = performance.now();
let rows = 0;
for await (const count of input.way === "bare" ? bareRows() : connectorRows(input.way === "key" ? ["id"] : null)) {
  rows += count;
}
const seconds = (performance.now() - begin) / 1_000;
console.log(JSON.stringify({ rows, seconds, grownMiB: peakMiBOf(process.pid) - startMiB }));
