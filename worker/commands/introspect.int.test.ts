import { execFile, spawn } from "node:child_process";
import path from "node:path";
import { createInterface } from "node:readline";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEmptyDatabase, type TestDatabase } from "@/e2e/support/metastore";
import { catalogFormat } from "./catalog-json";

const program = path.resolve(import.meta.dirname, "introspect.mjs");
const reader = `reader_${process.pid}`;
const password = "p@ss/wörd#1";

let source: TestDatabase;
let sql: pg.Client;

beforeAll(async () => {
  source = await createEmptyDatabase();
  sql = new pg.Client({ connectionString: source.url });
  await sql.connect();
  await sql.query(`
    CREATE SCHEMA "Große Schule"; CREATE SCHEMA closed; CREATE SCHEMA sales;
    CREATE TABLE sales.customer (id int PRIMARY KEY, name varchar(80) NOT NULL DEFAULT 'nobody', CHECK (name <> ''));
    CREATE TABLE sales."order" (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer_id int REFERENCES sales.customer,
      total numeric(12,2), secret text);
    CREATE INDEX order_total ON sales."order" (total DESC) INCLUDE (customer_id) WHERE total > 0;
    CREATE TABLE "Große Schule"."Tab.le ""1""" ("spalte [x]" timestamptz(3));
    COMMENT ON TABLE "Große Schule"."Tab.le ""1""" IS E'first line\\nsecond \\x1b[31mred';
    CREATE TABLE closed.hidden (id int);
    CREATE ROLE ${reader} LOGIN PASSWORD '${password}';
    GRANT USAGE ON SCHEMA "Große Schule", sales TO ${reader};
    GRANT SELECT ON ALL TABLES IN SCHEMA "Große Schule", sales TO ${reader}`);
});

afterAll(async () => {
  await sql?.query(`DROP OWNED BY ${reader}; DROP ROLE ${reader}`);
  await sql?.end();
  await source?.drop();
});

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command as npm does, in a folder and an environment that know nothing of the project. */
function run(args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  return new Promise((resolve) => {
    const options = {
      cwd: "/",
      env: { NODE_ENV: "production" as const, PATH: process.env.PATH, ...env },
      maxBuffer: 64 * 1024 * 1024,
    };
    const child = execFile(process.execPath, [program, ...args], options, (error, out, err) => {
      resolve({ code: typeof error?.code === "number" ? error.code : error ? -1 : 0, out, err });
    });
    child.stdin?.end();
  });
}

const address = (secret: string | null = password) => {
  const url = new URL(source.url);
  url.username = reader;
  url.password = secret === null ? "" : encodeURIComponent(secret);
  return url.toString();
};

describe("the catalog", () => {
  it("is printed for people, with the user's rights and without control characters", async () => {
    const { code, out, err } = await run(["--url", address()]);
    expect(err).not.toContain(password);
    expect(out.split("\n").map((line) => line.replace(/ {2,}/g, "  "))).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^Große Schule\.Tab\.le "1": table, rows unknown, /),
        "  first line second \\u{1b}[31mred",
        "  1  spalte [x]  timestamp(3) with time zone  yes",
        expect.stringMatching(/^sales\.order: table/),
        "  1  id  bigint  no  PK  identity",
        "  2  customer_id  integer  yes  FK",
        "  order_customer_id_fkey: foreign key (customer_id) → sales.customer (id)",
        "  order_total: btree (total DESC) including (customer_id) where total > 0::numeric",
        "  customer_name_check: CHECK (((name)::text <> ''::text))",
        "3 tables and views, 7 columns.",
      ]),
    );
    expect(out).not.toContain("closed.hidden");
    expect(err).toMatch(/schema/);
    expect(code).toBe(0);
  });

  it("is one JSON document, whose password may come from the environment", async () => {
    const { code, out } = await run(["--json", address(null)], { SYNCBRIDGE_DB_PASSWORD: password });
    expect(code).toBe(0);
    expect(out).not.toContain(password);
    const document: unknown = JSON.parse(out);
    expect(document).toMatchObject({
      format: catalogFormat,
      kind: "POSTGRES",
      user: reader,
      tables: [
        { schema: "Große Schule", name: 'Tab.le "1"', columns: [{ name: "spalte [x]", kind: "instant" }] },
        { schema: "sales", name: "customer", indexes: [{ name: "customer_pkey", isUnique: true }] },
        {
          schema: "sales",
          name: "order",
          columns: [{}, {}, { nativeType: "numeric(12,2)", precision: 12, scale: 2 }, {}],
        },
      ],
    });
    expect(Object.keys(document as object)).toEqual(["format", "kind", "host", "database", "user", "tables", "hidden"]);
  });

  it("can be narrowed to schemas, also to none", async () => {
    const names = async (...args: readonly string[]) => {
      const { tables } = JSON.parse((await run(["--json", address(), ...args])).out) as { tables: { name: string }[] };
      return tables.map(({ name }) => name);
    };
    expect(await names("--include", "sa*", "--include", "x")).toEqual(["customer", "order"]);
    expect(await names("--exclude", "sales")).toEqual(['Tab.le "1"']);
    expect(await names("--include", "nothing")).toEqual([]);
  });

  it("ends in peace when its reader has gone", async () => {
    await sql.query(`CREATE SCHEMA many; GRANT USAGE ON SCHEMA many TO ${reader}`);
    for (let at = 0; at < 400; at++)
      await sql.query(`CREATE TABLE many.t${at} (a int, b text, c text, d text, e text)`);
    await sql.query(`GRANT SELECT ON ALL TABLES IN SCHEMA many TO ${reader}`);
    const child = spawn(process.execPath, [program, address()], { stdio: ["ignore", "pipe", "pipe"] });
    const complaints: string[] = [];
    createInterface({ input: child.stderr }).on("line", (line) => complaints.push(line));
    const closed = new Promise((resolve) => child.once("close", resolve));
    child.stdout.once("data", () => child.stdout.destroy());
    expect(await closed).toBe(0);
    expect(complaints.filter((line) => line.includes("Error"))).toEqual([]);
    await sql.query("DROP SCHEMA many CASCADE");
  });
});

describe("--check", () => {
  it("prints every finding", async () => {
    const text = await run(["--check", address()]);
    expect(text.code).toBe(0);
    expect(text.out).toMatch(/^ok +login /m);
    const { findings } = JSON.parse((await run(["--check", "--json", address()])).out) as {
      findings: { id: string }[];
    };
    expect(findings.map(({ id }) => id)).toEqual(expect.arrayContaining(["network", "tls", "login", "version"]));
  });

  it("ends with 1 when something stands in the way", async () => {
    const { code, out } = await run(["--check", address("wrong")]);
    expect(out).toMatch(/^error +login /m);
    expect(code).toBe(1);
  });
});

describe("refusals", () => {
  it("of the database end with 1, code and remedy, and never tell the password", async () => {
    const { code, out, err } = await run(["--url", address("wr0ng-one"), "--json"]);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(/^source-login: .*\n.+\n$/);
    expect(err).not.toContain("wr0ng-one");
  });

  it.each([
    [[], /--url/],
    [["--url", "postgres://anna@localhost/db"], /SYNCBRIDGE_DB_PASSWORD/],
    [["--url", "sqlite://x"], /kind of database/],
    [["--url", "postgres://anna:s3cret@localhost:0/db"], /port/],
    [["--url", "postgres://anna:s3cret@localhost/db", "--ca", "/nowhere/ca.pem"], /certificate cannot be read/],
    [["--url", "postgres://anna:s3cret@localhost/db", "--ca", "/etc/hostname"], /no PEM certificate/],
  ])("of the call itself, %j, end with 2", async (args, words) => {
    const { code, out, err } = await run(args);
    expect(err).toMatch(words);
    expect(err).not.toContain("s3cret");
    expect({ code, out }).toEqual({ code: 2, out: "" });
  });

  it("names options of the address that it does not use", async () => {
    const { err } = await run([`${address()}?schema=public&sslmode=disable`]);
    expect(err).toMatch(/not used: schema\.$/m);
  });
});
