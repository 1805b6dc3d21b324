import { makeDemoDatabase } from "./demo-database";

/** A login of the shop that sees one of its two schemas. */
export const shopReader = { user: "shop_reader", password: "reads the shop only" };

const shopTables = `
  CREATE ROLE ${shopReader.user} LOGIN PASSWORD '${shopReader.password}';
  CREATE SCHEMA sales;
  CREATE SCHEMA payroll;
  CREATE TABLE payroll.salaries (id int PRIMARY KEY);
  CREATE TYPE sales.mood AS ENUM ('calm', 'glad');
  CREATE TABLE sales.customers (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email varchar(200) UNIQUE, mood sales.mood NOT NULL DEFAULT 'calm',
    notes text, photo bytea, born date
  );
  COMMENT ON COLUMN sales.customers.email IS 'Where invoices go.';
  CREATE TABLE sales.orders (id int PRIMARY KEY, customer_id bigint NOT NULL REFERENCES sales.customers (id), total numeric(12,2));
  CREATE INDEX orders_big ON sales.orders (customer_id, total DESC) INCLUDE (id) WHERE total > 100;
  INSERT INTO sales.customers (email, notes, photo) SELECT 'c' || i || '@example.com', NULLIF('', ''), '\\x00ff' FROM generate_series(1, 40) i;
  INSERT INTO sales.customers (email, notes) VALUES (NULL, '');
  GRANT USAGE ON SCHEMA sales TO ${shopReader.user};
  GRANT SELECT ON ALL TABLES IN SCHEMA sales TO ${shopReader.user};
  ANALYZE;`;

/** Makes the database `shop` on the demo's embedded server; answers where it listens. */
export const makeShop = () => makeDemoDatabase("shop", shopTables);
