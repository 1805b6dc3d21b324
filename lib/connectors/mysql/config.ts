import { z } from "zod";
import { commonConfig, portSchema, tlsSchema } from "@/lib/connectors/sql/config";

/**
 * Everything a connection to MySQL or MariaDB needs. Times are in milliseconds. `includeSchemas` may name further databases of the server;
 * without it only `database` is cataloged.
 */
export const mysqlConfigSchema = z.object({
  ...commonConfig,
  port: portSchema(3306),
  database: commonConfig.database.max(64),
  // MySQL holds 32 characters, MariaDB 80.
  user: commonConfig.user.max(80),
  tls: tlsSchema("off"),
});

export type MysqlConfig = z.output<typeof mysqlConfigSchema>;
