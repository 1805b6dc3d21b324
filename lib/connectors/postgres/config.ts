import { z } from "zod";
import { commonConfig, portSchema, tlsSchema } from "@/lib/connectors/sql/config";

/** Everything a PostgreSQL connection needs. Times are in milliseconds; names end at 63 bytes. */
export const postgresConfigSchema = z.object({
  ...commonConfig,
  port: portSchema(5432),
  database: commonConfig.database.max(63),
  user: commonConfig.user.max(63),
  tls: tlsSchema("off"),
});

export type PostgresConfig = z.output<typeof postgresConfigSchema>;
