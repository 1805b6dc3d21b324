import pg from "pg";
import { cityRecords, countryRecords, regionRecords } from "./geo-records";
import { GEO_OWNER, GEO_READER, geoRules, geoTables } from "./geo-schema";

interface LoadGeoOptions {
  /** The demo source database, as a role that may create roles. */
  readonly url: string;
  readonly readerPassword: string;
  readonly ownerPassword: string;
}

interface LoadGeoResult {
  /** False when this version's data was there already: rows that people changed are left as they are. */
  readonly loaded: boolean;
  readonly countries: number;
  readonly cities: number;
}

/** Raise when tables or rows change: an older load is then replaced. */
const VERSION = "SyncBridge demo source, version 2";
const ROWS_PER_INSERT = 20_000;

/**
 * Fills the demo source database `geo`: schema, rows, roles, all in one transaction, so that an interrupted load leaves
 * nothing. Idempotent: the database's comment says which version it holds. Takes about two seconds the first time.
 */
export async function loadGeo(options: LoadGeoOptions): Promise<LoadGeoResult> {
  const client = new pg.Client({ connectionString: options.url, application_name: "demo source" });
  // A connection that breaks ends the query under way with an error; without a listener it would end the process.
  client.on("error", () => undefined);
  await client.connect();
  try {
    await client.query("BEGIN");
    await ensureRole(client, GEO_OWNER, options.ownerPassword);
    await ensureRole(client, GEO_READER, options.readerPassword);
    const loaded = (await versionOf(client)) !== VERSION;
    if (loaded) await fill(client);
    await client.query("COMMIT");
    if (loaded) await client.query("ANALYZE");
    const counts = await client.query<{ countries: number; cities: number }>(
      "SELECT (SELECT count(*)::int FROM geo.countries) AS countries, (SELECT count(*)::int FROM geo.cities) AS cities",
    );
    const { countries = 0, cities = 0 } = counts.rows[0] ?? {};
    return { loaded, countries, cities };
  } finally {
    await client.end();
  }
}

async function versionOf(client: pg.Client): Promise<string | null> {
  const answer = await client.query<{ version: string | null }>(
    "SELECT shobj_description(oid, 'pg_database') AS version FROM pg_database WHERE datname = current_database()",
  );
  return answer.rows[0]?.version ?? null;
}

/** Makes the role, or gives it the password in force. Role names are constants; utility statements take no parameters. */
async function ensureRole(client: pg.Client, role: string, password: string): Promise<void> {
  const known = await client.query("SELECT 1 FROM pg_roles WHERE rolname = $1", [role]);
  const verb = known.rowCount ? "ALTER" : "CREATE";
  await client.query(`${verb} ROLE ${role} LOGIN PASSWORD ${client.escapeLiteral(password)}`);
}

async function fill(client: pg.Client): Promise<void> {
  await client.query("DROP SCHEMA IF EXISTS geo CASCADE");
  await client.query(geoTables);
  await insertRows(client, "geo.regions", regionRecords(), {
    region_code: ["text", (region) => region.regionCode],
    name: ["text", (region) => region.name],
  });
  await insertRows(client, "geo.countries", countryRecords(), {
    cca3: ["text", (country) => country.cca3],
    cca2: ["text", (country) => country.cca2],
    name: ["text", (country) => country.name],
    official_name: ["text", (country) => country.officialName],
    capital: ["text", (country) => country.capital],
    region: ["text", (country) => country.region],
    subregion: ["text", (country) => country.subregion],
    area_km2: ["numeric", (country) => country.areaKm2],
    landlocked: ["boolean", (country) => country.landlocked],
    un_member: ["boolean", (country) => country.unMember],
    independent: ["boolean", (country) => country.independent],
    currencies: ["text", (country) => country.currencies],
    languages: ["text", (country) => country.languages],
    flag: ["text", (country) => country.flag],
  });
  await insertRows(client, "geo.cities", cityRecords(), {
    city_id: ["integer", (city) => city.cityId],
    name: ["text", (city) => city.name],
    country_cca2: ["text", (city) => city.countryCca2],
    admin_code: ["text", (city) => city.adminCode],
    population: ["integer", (city) => city.population],
    feature_code: ["text", (city) => city.featureCode],
    latitude: ["numeric", (city) => city.latitude],
    longitude: ["numeric", (city) => city.longitude],
  });
  await client.query(geoRules);
  await client.query(
    `DO $$ BEGIN EXECUTE format('COMMENT ON DATABASE %I IS %L', current_database(), '${VERSION}'); END $$`,
  );
}

type Cell = string | number | boolean | null;
type Columns<Row> = Readonly<Record<string, readonly [type: string, read: (row: Row) => Cell]>>;

/** One array a column and one statement for many rows: PostgreSQL unnests them far faster than it parses row after row. */
async function insertRows<Row>(
  client: pg.Client,
  table: string,
  rows: readonly Row[],
  columns: Columns<Row>,
): Promise<void> {
  const names = Object.keys(columns);
  const readers = Object.values(columns);
  const arrays = readers.map(([type], index) => `$${index + 1}::${type}[]`);
  const statement = `INSERT INTO ${table} (${names.join(", ")}) SELECT * FROM unnest(${arrays.join(", ")})`;
  for (let start = 0; start < rows.length; start += ROWS_PER_INSERT) {
    const page = rows.slice(start, start + ROWS_PER_INSERT);
    await client.query(
      statement,
      readers.map(([, read]) => page.map(read)),
    );
  }
}
