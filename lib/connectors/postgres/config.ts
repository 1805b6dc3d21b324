import { z } from "zod";

/**
 * TLS as users know it: `off` speaks in the clear, `require` encrypts without asking who answers, `verify` also checks the certificate
 * against `ca` (PEM) or, without it, the authorities this machine trusts, and the host name.
 */
const tlsSchema = z.object({
  mode: z.enum(["off", "require", "verify"]).default("off"),
  ca: z
    .string()
    .trim()
    .regex(
      /^-----BEGIN CERTIFICATE-----/,
      "The authority's certificate is PEM text that begins with BEGIN CERTIFICATE.",
    )
    .optional(),
});

/** Names of schemas, `*` stands for any text and `?` for any one character. */
const patternsSchema = z.array(z.string().trim().min(1).max(200)).max(100);

/** Everything a PostgreSQL connection needs. Times are in milliseconds. */
export const postgresConfigSchema = z.object({
  host: z.string().trim().min(1, "Enter the host name or address of the server.").max(255),
  port: z.number().int().min(1).max(65_535).default(5432),
  database: z.string().min(1, "Enter the name of the database.").max(63),
  user: z.string().min(1, "Enter the name of the database user.").max(63),
  password: z.string().min(1, "Enter the user's password.").max(1000),
  tls: tlsSchema.default({ mode: "off" }),
  connectTimeoutMs: z.number().int().min(100).max(300_000).default(10_000),
  /** Longest time one statement may take, e.g. one keyset page; 0 sets no limit. Streams are bounded by their AbortSignal instead. */
  statementTimeoutMs: z.number().int().min(0).max(3_600_000).default(60_000),
  applicationName: z.string().trim().min(1).max(63).default("SyncBridge"),
  /** Only schemas that match one of these are introspected; absent or empty means all. */
  includeSchemas: patternsSchema.optional(),
  /** Schemas that match one of these are not introspected. */
  excludeSchemas: patternsSchema.optional(),
});

export type PostgresConfig = z.output<typeof postgresConfigSchema>;
