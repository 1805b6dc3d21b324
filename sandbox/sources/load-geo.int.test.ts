import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createEmptyDatabase, type TestDatabase } from "@/e2e/support/metastore";
import { cityRecords, countryRecords } from "./geo-records";
import { GEO_OWNER, GEO_READER } from "./geo-schema";
import { loadGeo } from "./load-geo";

const passwords = { readerPassword: "reader's", ownerPassword: 'owner"s' };
let database: TestDatabase;

beforeAll(async () => {
  database = await createEmptyDatabase();
  const first = await loadGeo({ url: database.url, ...passwords });
  expect(first).toEqual({ loaded: true, countries: countryRecords().length, cities: cityRecords().length });
});
afterAll(() => database.drop());

async function asRole<T>(user: string, password: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const url = new URL(database.url);
  url.username = user;
  url.password = encodeURIComponent(password);
  const client = new pg.Client({ connectionString: url.toString() });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
const asOwner = <T>(work: (client: pg.Client) => Promise<T>) => asRole(GEO_OWNER, passwords.ownerPassword, work);
const asReader = <T>(work: (client: pg.Client) => Promise<T>) => asRole(GEO_READER, passwords.readerPassword, work);

test("a row holds what the package says, and what it does not know is NULL", async () => {
  const { rows } = await asReader((client) =>
    client.query(
      "SELECT name, capital, area_km2, independent FROM geo.countries WHERE cca3 IN ('FRA', 'SJM', 'UNK') ORDER BY cca3",
    ),
  );
  expect(rows).toEqual([
    { name: "France", capital: "Paris", area_km2: "551695.00", independent: true },
    { name: "Svalbard and Jan Mayen", capital: "Longyearbyen", area_km2: null, independent: false },
    { name: "Kosovo", capital: "Pristina", area_km2: "10908.00", independent: null },
  ]);
});

test("every city lies in a country, and the view shows the large ones", async () => {
  const { rows } = await asReader((client) =>
    client.query<{ large: number; least: number }>(
      "SELECT count(*)::int AS large, min(population) AS least FROM geo.large_cities",
    ),
  );
  const large = cityRecords().filter(({ population }) => (population ?? 0) >= 100_000);
  expect(rows[0]).toEqual({ large: large.length, least: Math.min(...large.map(({ population }) => population ?? 0)) });
});

test("a change moves updated_at, and a second load leaves the change alone", async () => {
  const update = "UPDATE geo.countries SET capital = 'Lyon' WHERE cca3 = 'FRA'";
  const before = await asReader((client) =>
    client.query<{ updated_at: Date }>("SELECT updated_at FROM geo.countries WHERE cca3 = 'FRA'"),
  );
  await asOwner((client) => client.query(update));
  expect(await loadGeo({ url: database.url, ...passwords })).toMatchObject({ loaded: false });
  const after = await asReader((client) =>
    client.query<{ capital: string; updated_at: Date }>(
      "SELECT capital, updated_at FROM geo.countries WHERE cca3 = 'FRA'",
    ),
  );
  expect(after.rows[0]?.capital).toBe("Lyon");
  expect(after.rows[0]?.updated_at.getTime()).toBeGreaterThan(before.rows[0]?.updated_at.getTime() ?? Number.NaN);
});

test("the product's role may read and nothing else", async () => {
  const write = "UPDATE geo.countries SET capital = 'Nice' WHERE cca3 = 'FRA'";
  await expect(asReader((client) => client.query(write))).rejects.toMatchObject({ code: "42501" });
  await expect(asReader((client) => client.query("CREATE TABLE geo.mine (id int)"))).rejects.toMatchObject({
    code: "42501",
  });
});

test("a load that is cut off leaves nothing behind", async () => {
  const other = await createEmptyDatabase();
  const watcher = new pg.Client({ connectionString: other.url });
  await watcher.connect();
  try {
    const loading = expect(loadGeo({ url: other.url, ...passwords })).rejects.toThrow();
    await cutOff(watcher);
    await loading;
    const { rows } = await watcher.query("SELECT 1 FROM pg_namespace WHERE nspname = 'geo'");
    expect(rows).toEqual([]);
    expect(await loadGeo({ url: other.url, ...passwords })).toMatchObject({ loaded: true });
  } finally {
    await watcher.end();
    await other.drop();
  }
});

/** Ends the load's connection while it puts rows in. */
async function cutOff(watcher: pg.Client): Promise<void> {
  for (;;) {
    const { rowCount } = await watcher.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND application_name = 'demo source' AND query LIKE 'INSERT INTO geo.cities%'`,
    );
    if (rowCount) return;
  }
}
