import { randomBytes } from "node:crypto";
import pg from "pg";
import { closeDatabase, configureDatabase } from "@/lib/db/client";
import { type SandboxGraph, startSandboxGraph } from "@/lib/graph/testing/sandbox-graph";
import { closeQueue, configureQueue } from "@/lib/jobs/queue";
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from "./metastore";

/** A sandbox, a source database with rows, and as many empty installations as a test wants. */
export interface BundleStack {
  readonly graph: SandboxGraph;
  /** On the source database, as its owner. */
  readonly sql: pg.Client;
  /** Variables of `shopBundle`, secrets among them. */
  readonly environment: Readonly<Record<string, string>>;
  /** A new and empty metastore becomes the one of this process. */
  enterNew(): Promise<TestDatabase>;
  stop(): Promise<void>;
}

const tables = `
  CREATE SCHEMA shop;
  CREATE TABLE shop.products (sku varchar(20) PRIMARY KEY, name varchar(80) NOT NULL, price numeric(10, 2), active boolean NOT NULL,
    listed_on date, note text);
  CREATE TABLE shop.orders (id integer PRIMARY KEY, sku varchar(20) REFERENCES shop.products, amount integer NOT NULL);
  INSERT INTO shop.products VALUES ('A-1', 'Anchor', 19.90, true, '2024-02-29', NULL), ('B-2', 'Bell', NULL, false, NULL, 'brass');
  INSERT INTO shop.orders VALUES (1, 'A-1', 3), (2, 'B-2', 1)`;

/** Must stand nowhere in the clear. */
export const shopPassword = "mArKeR-shop-p@ss/wörd#1-0123456789";

export async function startBundleStack(): Promise<BundleStack> {
  process.env.SYNCBRIDGE_SECRET_KEY = randomBytes(32).toString("base64");
  const reader = `shop_${randomBytes(6).toString("hex")}`;
  const source = await createEmptyDatabase();
  const sql = new pg.Client({ connectionString: source.url });
  await sql.connect();
  await sql.query(tables);
  await sql.query(`CREATE ROLE ${reader} LOGIN PASSWORD '${shopPassword}'; GRANT USAGE ON SCHEMA shop TO ${reader};
    GRANT SELECT ON ALL TABLES IN SCHEMA shop TO ${reader}`);
  const graph = await startSandboxGraph();
  const address = new URL(source.url);
  const { tenantId, clientId, clientSecret, authorityHost, scopes } = graph.options as typeof graph.options & {
    readonly clientSecret: string;
  };
  const stores: TestDatabase[] = [];
  const leave = async () => {
    await closeQueue();
    await closeDatabase();
  };
  return {
    graph,
    sql,
    environment: {
      SHOP_HOST: address.hostname,
      SHOP_PORT: address.port,
      SHOP_DATABASE: address.pathname.slice(1),
      SHOP_USER: reader,
      SHOP_PASSWORD: shopPassword,
      TENANT: tenantId,
      CLIENT: clientId,
      CLIENT_SECRET: clientSecret,
      AUTHORITY: authorityHost ?? "",
      SCOPE: scopes?.[0] ?? "",
      SITE: `https://${graph.sandbox.info.hostname}/sites/operations`,
    },
    async enterNew() {
      await leave();
      const store = await createTestDatabase();
      stores.push(store);
      configureDatabase(store.url);
      configureQueue(store.url);
      return store;
    },
    async stop() {
      await leave();
      await sql.query(`DROP OWNED BY ${reader}; DROP ROLE ${reader}`);
      await sql.end();
      await graph.stop();
      for (const store of stores) await store.drop();
      await source.drop();
    },
  };
}

/** A shop with its products in a list of their own, told by variables. */
export const shopBundle = `syncbridge: 1
applications:
  - name: Shop
    ownerTeam: Sales
    databases:
      - name: Orders
        kind: POSTGRES
        environment: DEV
        databaseName: orders
        introspection: { cron: "0 3 * * *", timeZone: Europe/Zurich }
        instances:
          - label: main
            host: \${SHOP_HOST}
            port: \${SHOP_PORT}
            database: \${SHOP_DATABASE}
            user: \${SHOP_USER}
            password: \${SHOP_PASSWORD}
            options: { tls: { mode: "off" } }
connections:
  - name: Contoso
    tenantId: \${TENANT}
    clientId: \${CLIENT}
    secret: \${CLIENT_SECRET}
    authorityHost: \${AUTHORITY}
    scope: \${SCOPE}
    budget: { minute: 1000000, day: 1000000000 }
    sites:
      - address: \${SITE}
        timeZone: America/Los_Angeles
        lists:
          - name: Products
            provision:
              table: { database: Orders, schema: shop, table: products }
              columns:
                - sku
                - { from: price, displayName: List price }
                - active
                - listed_on
definitions:
  - name: Products
    description: What the shop sells.
    table: { database: Orders, schema: shop, table: products }
    target: { connection: Contoso, site: "\${SITE}", list: Products }
    policies: { onSourceDelete: DELETE }
    guards: { mostDeletes: { rows: 50, percent: 10 } }
    schedule: { cron: "*/15 * * * *", timeZone: Europe/Zurich }
    mappings:
      - { from: name, to: Title }
      - { from: sku, to: Sku }
      - { from: price, to: Price }
      - { from: active, to: Active }
      - { from: listed_on, to: ListedOn }
`;
