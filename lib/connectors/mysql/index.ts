import { defineConnector, type SourceConnection } from "@/lib/connectors/connector";
import { checkDatabase } from "./check";
import { createPool } from "./client";
import { type MysqlConfig, mysqlConfigSchema } from "./config";
import { compareTokens } from "./freshness";
import { introspectDatabase } from "./introspect";
import { lookUpRows } from "./look-up";
import { measureTable } from "./measure";
import { openReading } from "./read";
import { sampleRows } from "./sample";
import { refuseOldServer } from "./version";
import { writeRows } from "./write";

/** MySQL 8.0 and MariaDB 10.6 and newer; which of the two answers is told by the server. */
export const mysqlConnector = defineConnector<MysqlConfig>({
  kind: "MYSQL",
  label: "MySQL",
  defaultPort: 3306,
  configSchema: mysqlConfigSchema,
  capabilities: {
    snapshotReads: true,
    freshnessToken: true,
    schemas: false,
    rowVersion: false,
    spreadSample: false,
    namedInstances: false,
    readOnlyIntent: false,
  },
  defaultTlsMode: "off",
  compareFreshness: compareTokens,
  connect: (config, options = {}) => connect(config, options.signal),
  check: (config, options = {}) => checkDatabase(config, options.signal),
});

/** Makes one connection at once, so that a wrong host, login or version shows here and not in the middle of the work. */
async function connect(config: MysqlConfig, signal: AbortSignal | undefined): Promise<SourceConnection> {
  const pool = await createPool(config);
  try {
    const session = await pool.open(signal);
    try {
      refuseOldServer(session.version, pool.where);
    } finally {
      await session.end();
    }
  } catch (error) {
    await pool.close();
    throw error;
  }
  return {
    introspect: (options = {}) => introspectDatabase(pool, config, options),
    sample: (request, own) => sampleRows(pool, config, request, own),
    measure: (request, own) => measureTable(pool, config, request, own),
    read: (request, own) => openReading(pool, config, request, own),
    lookUp: (request, own) => lookUpRows(pool, config, request, own),
    write: (request, own) => writeRows(pool, config, request, own),
    close: () => pool.close(),
  };
}
