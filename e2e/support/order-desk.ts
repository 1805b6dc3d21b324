import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { Client } from "pg";
import { startEmbeddedPostgres } from "@/lib/db/embedded-postgres";

const root = path.resolve(import.meta.dirname, "../..");
const dataDir = path.join(root, ".data/e2e");
const password = "reads orders only";

/** 4711 is a draft, 4712 names a customer too long for the list, 4715 is as it should be, and there is no 4714. */
const orders = `
  DROP ROLE IF EXISTS desk_reader;
  CREATE ROLE desk_reader LOGIN PASSWORD '${password}';
  CREATE SCHEMA desk;
  CREATE TABLE desk.orders (order_no integer PRIMARY KEY, customer varchar(200) NOT NULL, state varchar(20) NOT NULL);
  INSERT INTO desk.orders VALUES (4710, 'Aldi', 'open'), (4711, 'Bauhaus', 'draft'),
    (4712, 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft', 'open'), (4715, 'Coop', 'open');
  GRANT USAGE ON SCHEMA desk TO desk_reader;
  GRANT SELECT ON ALL TABLES IN SCHEMA desk TO desk_reader`;

/** Makes the orders on the demo's embedded server, and the list and the sync of them by `syncbridge apply`. */
export async function setUpOrderDesk(): Promise<void> {
  const server = await startEmbeddedPostgres({ dataDir: path.join(dataDir, "postgres") });
  try {
    await server.dropDatabase("order_desk");
    await server.createDatabase("order_desk");
    await query(server.url("order_desk"), orders);
    const command = [path.join(root, "worker/commands/syncbridge.mjs"), "apply"];
    const bundle = path.join(root, "e2e/support/order-desk.yaml");
    await promisify(execFile)(process.execPath, [...command, bundle, "--yes", "--enable", "--data-dir", dataDir], {
      cwd: root,
      env: {
        ...process.env,
        DESK_PORT: String(server.port),
        DESK_PASSWORD: password,
        NODE_EXTRA_CA_CERTS: path.join(dataDir, "sandbox/cert.pem"),
      },
    });
  } finally {
    await server.stop();
  }
}

/** Somebody of the desk writes to its database. */
export async function changeOrders(sql: string): Promise<void> {
  const server = await startEmbeddedPostgres({ dataDir: path.join(dataDir, "postgres") });
  try {
    await query(server.url("order_desk"), sql);
  } finally {
    await server.stop();
  }
}

async function query(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
