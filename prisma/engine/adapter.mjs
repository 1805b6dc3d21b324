// @prisma/adapter-pg, mended where the schema engine needs more of it than queries do. Found with version 7.10.0.
import { randomUUID } from "node:crypto";
import { PrismaPg } from "@prisma/adapter-pg";
import { ColumnTypeEnum } from "@prisma/driver-adapter-utils";
import pg from "pg";
import { createDatabase, dropDatabase, emptyDatabase, parseAddress, siblingUrl } from "./database.mjs";

/** Type oids of PostgreSQL's pg_type. */
const charOid = 18;
const textOid = 25;

/** Connects the engine to its database and makes the shadow databases in which it replays migrations. */
export function adapterFactory(url, shadowUrl) {
  const address = parseAddress(url);
  return {
    provider: "postgres",
    adapterName: "@prisma/adapter-pg",
    connect: () => connectAdapter(address.url, address.schema),
    // The adapter's own way hands pg the address and the name of the shadow database, of which pg takes the address: the real database.
    async connectToShadowDb() {
      if (shadowUrl) {
        await emptyDatabase(shadowUrl);
        return connectAdapter(parseAddress(shadowUrl).url, address.schema);
      }
      const name = `prisma_migrate_shadow_db_${randomUUID()}`;
      await createDatabase(url, name);
      return connectAdapter(siblingUrl(url, name), address.schema, () => dropDatabase(url, name));
    },
  };
}

async function connectAdapter(url, schema, afterDispose = async () => undefined) {
  const pool = enginePool(url, schema);
  const adapter = await new PrismaPg(pool, schema ? { schema } : undefined).connect();
  typeCharColumns(adapter);
  // The adapter cuts scripts at every semicolon, also those inside of functions and texts.
  adapter.executeScript = async (script) => {
    try {
      await pool.query(script);
    } catch (error) {
      adapter.onError(error);
    }
  };
  adapter.dispose = async () => {
    await pool.end();
    await afterDispose();
  };
  return adapter;
}

/** One connection only: the engine's advisory lock and its search path live in the session. */
function enginePool(url, schema) {
  const pool = new CharAwarePool({ connectionString: url, max: 1, idleTimeoutMillis: 0 });
  if (schema) {
    const name = pg.escapeIdentifier(schema);
    // Sent before the first statement of the connection, which reports an error of these two well enough.
    const ignore = () => undefined;
    pool.on("connect", (client) => {
      client.query(`CREATE SCHEMA IF NOT EXISTS ${name}`).catch(ignore);
      client.query(`SET search_path = ${name}`).catch(ignore);
    });
  }
  return pool;
}

/** The adapter refuses columns of type "char", which the catalog has: they pass as text, with a mark. */
class CharAwarePool extends pg.Pool {
  async query(...args) {
    const answer = await super.query(...args);
    for (const result of Array.isArray(answer) ? answer : [answer]) {
      for (const field of result.fields ?? []) {
        if (field.dataTypeID !== charOid) continue;
        field.dataTypeID = textOid;
        field.isChar = true;
      }
    }
    return answer;
  }
}

/** Gives the marked columns the type the engine expects. As text they would do on PostgreSQL 15 and panic on 18. */
function typeCharColumns(adapter) {
  const performIO = adapter.performIO.bind(adapter);
  const queryRaw = adapter.queryRaw.bind(adapter);
  const charColumns = new WeakMap();
  adapter.performIO = async (query) => {
    const result = await performIO(query);
    charColumns.set(query, result.fields?.map((field) => field.isChar === true) ?? []);
    return result;
  };
  adapter.queryRaw = async (query) => {
    const result = await queryRaw(query);
    for (const [index, isChar] of (charColumns.get(query) ?? []).entries()) {
      if (isChar) result.columnTypes[index] = ColumnTypeEnum.Character;
    }
    return result;
  };
}
