import { defineConnector, type SourceConnection } from "@/lib/connectors/connector";
import { checkDatabase } from "./check";
import { createPool } from "./client";
import { type PostgresConfig, postgresConfigSchema } from "./config";
import { compareTokens } from "./freshness";
import { introspectDatabase } from "./introspect";
import { lookUpRows } from "./look-up";
import { measureTable } from "./measure";
import { openReading } from "./read";
import { sampleRows } from "./sample";
import { refuseOldServer } from "./version";
import { writeRows } from "./write";

/** PostgreSQL 13 and newer. */
export const postgresConnector = defineConnector<PostgresConfig>({
  kind: "POSTGRES",
  label: "PostgreSQL",
  defaultPort: 5432,
  configSchema: postgresConfigSchema,
  capabilities: {
    snapshotReads: true,
    freshnessToken: true,
    schemas: true,
    rowVersion: false,
    spreadSample: true,
    namedInstances: false,
    readOnlyIntent: false,
  },
  defaultTlsMode: "off",
  compareFreshness: compareTokens,
  connect: (config, options = {}) => connect(config, options.signal),
  check: (config, options = {}) => checkDatabase(config, options.signal),
});

/** Makes one connection at once, so that a wrong host, login or version shows here and not in the middle of the work. */
async function connect(config: PostgresConfig, signal: AbortSignal | undefined): Promise<SourceConnection> {
  const pool = createPool(config);
  try {
    const session = await pool.open(signal);
    try {
      await refuseOldServer(session, pool.where);
    } finally {
      await session.end();
    }
  } catch (error) {
    await pool.close();
    throw error;
  }
  return {
    introspect: (options = {}) => introspectDatabase(pool, config, options),
    sample: (request, callSignal) => sampleRows(pool, config, request, callSignal),
    measure: (request, callSignal) => measureTable(pool, config, request, callSignal),
    read: (request, callSignal) => openReading(pool, config, request, callSignal),
    lookUp: (request, callSignal) => lookUpRows(pool, config, request, callSignal),
    write: (request, callSignal) => writeRows(pool, config, request, callSignal),
    close: () => pool.close(),
  };
}
