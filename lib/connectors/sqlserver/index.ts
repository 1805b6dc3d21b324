import { defineConnector, type SourceConnection } from "@/lib/connectors/connector";
import { checkDatabase } from "./check";
import { createPool } from "./client";
import { type SqlServerConfig, sqlServerConfigSchema } from "./config";
import { compareFreshness } from "./freshness";
import { introspectDatabase } from "./introspect";
import { lookUpRows } from "./look-up";
import { measureTable } from "./measure";
import { openReading } from "./read";
import { takeSample } from "./sample";
import { refuseOldServer } from "./version";
import { writeChanges } from "./write";

/** SQL Server 2016 and newer, Azure SQL Database and Azure SQL Managed Instance. */
export const sqlServerConnector = defineConnector<SqlServerConfig>({
  kind: "SQLSERVER",
  label: "SQL Server",
  defaultPort: 1433,
  configSchema: sqlServerConfigSchema,
  capabilities: {
    snapshotReads: true,
    freshnessToken: true,
    schemas: true,
    rowVersion: true,
    spreadSample: true,
    namedInstances: true,
    readOnlyIntent: true,
  },
  defaultTlsMode: "verify",
  compareFreshness,
  connect: (config, options = {}) => connect(config, options.signal),
  check: (config, options = {}) => checkDatabase(config, options.signal),
});

/** Makes one connection at once, so that a wrong host, login or version shows here and not in the middle of the work. */
async function connect(config: SqlServerConfig, signal: AbortSignal | undefined): Promise<SourceConnection> {
  const pool = await createPool(config);
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
    sample: (request, ownSignal) => takeSample(pool, config, request, ownSignal),
    measure: (request, ownSignal) => measureTable(pool, request, ownSignal),
    read: (request, ownSignal) => openReading(pool, request, ownSignal),
    lookUp: (request, ownSignal) => lookUpRows(pool, request, ownSignal),
    write: (request, ownSignal) => writeChanges(pool, request, ownSignal),
    close: () => pool.close(),
  };
}
