import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { demoDataDir, inDemoDatabase, makeDemoDatabase } from "./demo-database";

const root = path.resolve(import.meta.dirname, "../..");
const password = "reads orders only";

/** 4711 is a draft, 4712 names a customer too long for the list, 4715 is as it should be, and there is no 4714. Line 901 is one of the draft. */
const orders = `
  DROP ROLE IF EXISTS desk_reader;
  CREATE ROLE desk_reader LOGIN PASSWORD '${password}';
  CREATE SCHEMA desk;
  CREATE TABLE desk.orders (order_no integer PRIMARY KEY, customer varchar(200) NOT NULL, state varchar(20) NOT NULL);
  INSERT INTO desk.orders VALUES (4710, 'Aldi', 'open'), (4711, 'Bauhaus', 'draft'),
    (4712, 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft', 'open'), (4715, 'Coop', 'open');
  CREATE TABLE desk.lines (line_no integer PRIMARY KEY, order_no integer NOT NULL REFERENCES desk.orders, article varchar(80) NOT NULL);
  INSERT INTO desk.lines VALUES (900, 4715, 'Bread'), (901, 4711, 'Drill');
  GRANT USAGE ON SCHEMA desk TO desk_reader;
  GRANT SELECT ON ALL TABLES IN SCHEMA desk TO desk_reader`;

/** Makes the orders on the demo's embedded server, and lists and syncs of them and of their lines by `syncbridge apply`. */
export async function setUpOrderDesk(): Promise<void> {
  const { port } = await makeDemoDatabase("order_desk", orders);
  const env = {
    ...process.env,
    DESK_PORT: String(port),
    DESK_PASSWORD: password,
    NODE_EXTRA_CA_CERTS: path.join(demoDataDir, "sandbox/cert.pem"),
  };
  for (const bundle of ["order-desk.yaml", "order-lines.yaml"]) {
    const command = [
      path.join(root, "worker/commands/syncbridge.mjs"),
      "apply",
      path.join(import.meta.dirname, bundle),
    ];
    const options = ["--yes", "--enable", "--data-dir", demoDataDir];
    await promisify(execFile)(process.execPath, [...command, ...options], { cwd: root, env });
  }
}

/** Somebody of the desk writes to its database. */
export async function changeOrders(sql: string): Promise<void> {
  await inDemoDatabase("order_desk", (client) => client.query(sql));
}
