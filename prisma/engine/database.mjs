// What the engine does with whole databases, with pg alone.
import pg from "pg";

/** Parameters of Prisma's addresses that PostgreSQL's own do not know. */
const prismaParameters = [
  "schema",
  "connection_limit",
  "pool_timeout",
  "pgbouncer",
  "socket_timeout",
  "statement_cache_size",
  "connect_timeout",
];

/** Splits an address into one that pg understands, the schema (if any) and the database's name. */
export function parseAddress(url) {
  const address = new URL(url);
  const schema = address.searchParams.get("schema") ?? undefined;
  for (const name of prismaParameters) address.searchParams.delete(name);
  return { url: address.toString(), schema, database: decodeURIComponent(address.pathname.slice(1)) };
}

/** The address of another database of the same server. */
export function siblingUrl(url, database) {
  const address = new URL(parseAddress(url).url);
  address.pathname = `/${encodeURIComponent(database)}`;
  return address.toString();
}

async function withClient(url, work) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Runs `work` beside the database, which may not exist: in `postgres`, or in `template1` where that was dropped. */
async function onServer(url, work) {
  try {
    return await withClient(siblingUrl(url, "postgres"), work);
  } catch (error) {
    if (error.code !== "3D000") throw error;
    return withClient(siblingUrl(url, "template1"), work);
  }
}

export async function canConnect(url) {
  await withClient(parseAddress(url).url, async () => undefined);
}

/** Makes the database that the address names, or `name` beside it; answers its name. */
export async function createDatabase(url, name = parseAddress(url).database) {
  // template0, so that nobody's additions to template1 are taken for drift.
  await onServer(url, (client) => client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)} TEMPLATE template0`));
  return name;
}

export async function dropDatabase(url, name = parseAddress(url).database) {
  await onServer(url, (client) => client.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)}`));
}

/** Empties a shadow database that the user keeps for this purpose. */
export async function emptyDatabase(url) {
  await withClient(parseAddress(url).url, async (client) => {
    const { rows } = await client.query(
      "SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'",
    );
    for (const { nspname } of rows) await client.query(`DROP SCHEMA ${pg.escapeIdentifier(nspname)} CASCADE`);
    await client.query("CREATE SCHEMA public");
  });
}

export async function runScript(url, script) {
  await withClient(parseAddress(url).url, (client) => client.query(script));
}

const unreachable = ["ECONNREFUSED", "ENOTFOUND", "ETIMEDOUT", "ECONNRESET", "EAI_AGAIN", "EHOSTUNREACH"];

/** A failed connection in the words and codes of Prisma's error reference. */
export function userErrorOf(error, url) {
  if (error.code === "3D000") {
    return { code: "P1003", message: `Database \`${parseAddress(url).database}\` does not exist` };
  }
  if (error.code === "28P01" || error.code === "28000") {
    return {
      code: "P1000",
      message: "Authentication failed against the database server: the credentials are not valid.",
    };
  }
  if (unreachable.includes(error.code)) {
    const { hostname, port } = new URL(url);
    return { code: "P1001", message: `Can't reach database server at \`${hostname}:${port || 5432}\`` };
  }
  return { code: "P1010", message: error.message };
}
