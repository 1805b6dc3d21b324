import { z } from "zod";
import { commonConfig, portSchema, tlsSchema } from "@/lib/connectors/sql/config";

/**
 * Everything a SQL Server connection needs. Times are in milliseconds; names end at 128 characters. Encryption is on by default, as current
 * clients of SQL Server have it.
 */
export const sqlServerConfigSchema = z.object({
  ...commonConfig,
  host: commonConfig.host
    .regex(/^[^\\]*$/, "Enter the host without the instance's name, which has a field of its own.")
    .regex(/^[^,]*$/, "Enter the host without the port, which has a field of its own.")
    .regex(/^(?!(tcp|np|lpc|admin):)/i, "Enter the host without a protocol before it."),
  port: portSchema(1433),
  /** A named instance. SQL Server Browser (UDP port 1434) is asked for its port, and `port` is not used. */
  instanceName: z
    .string()
    .trim()
    .max(16)
    .regex(/^[^\\/:;,\s]*$/, "Enter the name of the instance without the server's name and backslash.")
    .optional()
    .transform((name) => name || undefined),
  /** Leads to a readable secondary of an availability group (ApplicationIntent=ReadOnly). */
  readOnlyIntent: z.boolean().default(false),
  /** Tries all addresses of an availability group's listener at once. */
  multiSubnetFailover: z.boolean().default(false),
  tls: tlsSchema("verify"),
});

export type SqlServerConfig = z.output<typeof sqlServerConfigSchema>;

/** Where it leads, for messages: `host:1433`, or `host\instance`. */
export function serverOf(config: Pick<SqlServerConfig, "host" | "port" | "instanceName">): string {
  return config.instanceName ? `${config.host}\\${config.instanceName}` : `${config.host}:${config.port}`;
}
