import mysql from "mysql2/promise";
import { type PrivateMariaDb, startMariaDb } from "@/e2e/support/mariadb";

export interface MariaDbSource {
  readonly config: {
    readonly host: string;
    readonly port: number;
    readonly database: string;
    readonly user: string;
    readonly password: string;
  };
  stop(): Promise<void>;
}

const database = "bench";
const reader = { user: "bench_reader", password: "bench" };

/** Starts a MariaDB of its own with the same ten columns as far as its types allow. */
export async function startMariaDbSource(rows: number): Promise<MariaDbSource> {
  const server = await startMariaDb();
  try {
    await fill(server, rows);
    return { config: { host: server.host, port: server.port, database, ...reader }, stop: () => server.stop() };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function fill({ host, port, user }: PrivateMariaDb, rows: number): Promise<void> {
  const connection = await mysql.createConnection({ host, port, user, multipleStatements: true });
  try {
    await connection.query(`
      CREATE DATABASE ${database} CHARACTER SET utf8mb4; USE ${database};
      CREATE TABLE bench_stream (id bigint PRIMARY KEY, title varchar(100) NOT NULL, note text, amount decimal(18,4), at timestamp(3) NULL,
        day date, is_active boolean, reference char(36), rate double, quantity int);
      INSERT INTO bench_stream
      SELECT seq, concat('Order number ', seq), CASE WHEN seq % 7 > 0 THEN repeat('Überall ', seq % 9) END, seq * 1.2345,
        timestamp '2020-01-01 00:00:00' + INTERVAL seq * 137 SECOND, date '1950-01-01' + INTERVAL seq % 27000 DAY, seq % 3 = 0,
        uuid(), sqrt(seq), (seq * 31) % 1000003
      FROM seq_1_to_${Math.trunc(rows)};
      CREATE USER ${reader.user} IDENTIFIED BY '${reader.password}';
      GRANT SELECT ON ${database}.* TO ${reader.user};
      ANALYZE TABLE bench_stream`);
  } finally {
    await connection.end();
  }
}
