import path from "node:path";
import mysql from "mysql2/promise";
import { Client } from "pg";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "@/lib/db/embedded-postgres";
import { type PrivateMariaDb, startMariaDb } from "./mariadb";

/** Databases as a customer has them: servers of their own, which no installation has heard of. */
export interface CustomerDatabases {
  readonly postgres: { readonly port: number };
  readonly mariadb: { readonly host: string; readonly port: number };
  stop(): Promise<void>;
}

/** A login that may read, on both servers. */
export const customerReader = { user: "sync_reader", password: "reads, no more" };

/** Articles of a warehouse; one of them has everything that is easily got wrong on the way to a list. */
const warehouse = `
  CREATE ROLE ${customerReader.user} LOGIN PASSWORD '${customerReader.password}';
  CREATE SCHEMA stock;
  CREATE TABLE stock.articles (article_no integer PRIMARY KEY, name varchar(120) NOT NULL, price numeric(10, 2), in_stock boolean NOT NULL,
    listed_on date, note text);
  COMMENT ON TABLE stock.articles IS 'What the warehouse keeps.';
  INSERT INTO stock.articles SELECT 4700 + i, 'Article ' || i, i * 1.25, i % 3 > 0, date '2026-01-01' + i, NULL FROM generate_series(1, 40) i;
  INSERT INTO stock.articles VALUES (1, 'Zürich «Größe» 日本 🙂 O''Neil', NULL, false, '2024-02-29', E'two\\nlines');
  CREATE TABLE stock.readings (sensor text, degrees double precision);
  INSERT INTO stock.readings VALUES ('a', 21.5), ('b', 'NaN');
  GRANT USAGE ON SCHEMA stock TO ${customerReader.user};
  GRANT SELECT ON ALL TABLES IN SCHEMA stock TO ${customerReader.user};
  ANALYZE`;

/** Branches of which some stand in the sandbox's list of offices already. */
const branches = [
  `CREATE DATABASE facilities`,
  `CREATE TABLE facilities.branches (office_code varchar(8) PRIMARY KEY, title varchar(100) NOT NULL, city varchar(100) NOT NULL,
    headcount int NOT NULL, opened date)`,
  `INSERT INTO facilities.branches VALUES ('BER', 'Berlin office', 'Berlin', 220, '2008-04-01'), ('LYS', 'Lyon office', 'Lyon', 37, '2015-09-01'),
    ('GRZ', 'Graz office', 'Graz', 58, '2021-05-03'), ('ZRH', 'Zürich office', 'Zürich', 9, '2026-03-01')`,
  `CREATE USER '${customerReader.user}'@'%' IDENTIFIED BY '${customerReader.password}'`,
  `GRANT SELECT ON facilities.* TO '${customerReader.user}'@'%'`,
];

/** Starts both servers and fills them. */
export async function startCustomerDatabases(): Promise<CustomerDatabases> {
  const [postgres, mariadb] = await Promise.all([startWarehouse(), startFacilities()]);
  return {
    postgres: { port: postgres.port },
    mariadb: { host: mariadb.host, port: mariadb.port },
    stop: async () => {
      await Promise.all([postgres.stop(), mariadb.stop()]);
    },
  };
}

async function startWarehouse(): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({
    dataDir: path.resolve(import.meta.dirname, "../../.data/customer"),
    settings: { fsync: "off" },
  });
  await server.dropDatabase("warehouse");
  await server.createDatabase("warehouse");
  const client = new Client({ connectionString: server.url("warehouse") });
  await client.connect();
  try {
    await client.query(`DROP ROLE IF EXISTS ${customerReader.user}`);
    await client.query(warehouse);
  } finally {
    await client.end();
  }
  return server;
}

async function startFacilities(): Promise<PrivateMariaDb> {
  const server = await startMariaDb();
  const connection = await mysql.createConnection({ host: server.host, port: server.port, user: server.user });
  try {
    for (const statement of branches) await connection.query(statement);
  } finally {
    await connection.end();
  }
  return server;
}
