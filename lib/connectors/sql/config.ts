import { z } from "zod";
import type { TlsMode } from "@/lib/connectors/connector";

/** TLS as users know it. `verify` checks against `ca` (PEM) or, without it, the authorities this machine trusts, and the host name. */
export function tlsSchema(defaultMode: TlsMode) {
  return z
    .object({
      mode: z.enum(["off", "require", "verify"]).default(defaultMode),
      ca: z
        .string()
        .trim()
        .regex(
          /^-----BEGIN CERTIFICATE-----/,
          "The authority's certificate is PEM text that begins with BEGIN CERTIFICATE.",
        )
        .optional(),
    })
    .default({ mode: defaultMode });
}

export type TlsConfig = z.output<ReturnType<typeof tlsSchema>>;

/** Names of schemas, `*` stands for any text and `?` for any one character. */
const patternsSchema = z.array(z.string().trim().min(1).max(200)).max(100);

/** What every connection needs, whatever the kind. Times are in milliseconds. */
export const commonConfig = {
  host: z.string().trim().min(1, "Enter the host name or address of the server.").max(255),
  database: z.string().min(1, "Enter the name of the database.").max(128),
  user: z.string().min(1, "Enter the name of the database user.").max(128),
  password: z.string().min(1, "Enter the user's password.").max(1000),
  connectTimeoutMs: z.number().int().min(100).max(300_000).default(10_000),
  /** Longest time one statement may take, e.g. one keyset page; 0 sets no limit. Streams are bounded by their AbortSignal instead. */
  statementTimeoutMs: z.number().int().min(0).max(3_600_000).default(60_000),
  applicationName: z.string().trim().min(1).max(63).default("SyncBridge"),
  /** Only schemas that match one of these are introspected; absent or empty means all. */
  includeSchemas: patternsSchema.optional(),
  /** Schemas that match one of these are not introspected. */
  excludeSchemas: patternsSchema.optional(),
};

export const portSchema = (usual: number) => z.number().int().min(1).max(65_535).default(usual);

export interface SchemaPatterns {
  readonly includeSchemas?: readonly string[] | undefined;
  readonly excludeSchemas?: readonly string[] | undefined;
}

/** `sales_*` → `sales\_%` for LIKE with `\` as its escape; null when there are none. */
export function likePatterns(patterns: readonly string[] | undefined): readonly string[] | null {
  if (!patterns || patterns.length === 0) return null;
  return patterns.map((pattern) =>
    pattern
      .replace(/[\\%_]/g, "\\$&")
      .replaceAll("*", "%")
      .replaceAll("?", "_"),
  );
}
