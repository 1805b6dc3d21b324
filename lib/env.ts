import { z } from "zod";
import { AppError } from "@/lib/errors/app-error";

/** Every setting of every process. The texts are what `.env.example` and the README list. */
const schema = z.object({
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: "must look like postgresql://user:password@host:5432/database" })
    .optional(),
  SYNCBRIDGE_DATA_DIR: z.string().min(1).default(".data"),
  SYNCBRIDGE_URL: z
    .url({ protocol: /^https?$/, error: "must be the http(s) address people open, e.g. https://sync.example.com" })
    .default("http://localhost:3000"),
  SYNCBRIDGE_SECRET_KEY: z
    .string()
    .refine(
      (key) => Buffer.from(key, "base64").length === 32,
      "must be 32 random bytes in base64 (openssl rand -base64 32)",
    )
    .optional(),
  NEXTAUTH_SECRET: z.string().min(32, "must have at least 32 characters (openssl rand -base64 32)").optional(),
  ENTRA_AUTHORITY: z
    .url({ protocol: /^https?$/, error: "must be the address of the sign-in service" })
    .default("https://login.microsoftonline.com"),
  ENTRA_TENANT_ID: z.string().min(1).optional(),
  ENTRA_CLIENT_ID: z.string().min(1).optional(),
  ENTRA_CLIENT_SECRET: z.string().min(1).optional(),
  SYNCBRIDGE_LEASE_MS: z.coerce.number().int().min(1_000).max(600_000).default(60_000),
  SYNCBRIDGE_HEARTBEAT_MS: z.coerce.number().int().min(200).max(200_000).default(15_000),
  SYNCBRIDGE_REQUEST_TIMEOUT_MS: z.coerce.number().int().min(500).max(300_000).default(30_000),
  SYNCBRIDGE_SLICE_MS: z.coerce.number().int().min(1_000).max(3_600_000).default(300_000),
  SYNCBRIDGE_SWEEP_MS: z.coerce.number().int().min(500).max(3_600_000).default(30_000),
  SYNCBRIDGE_WORKER_RUNS: z.coerce.number().int().min(1).max(64).default(4),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
});

export type Env = z.infer<typeof schema>;

/** Reads and checks the settings; throws `env-invalid` with one sentence that names the variable and what it must be. Values are never echoed. */
export function readEnv(source: Record<string, string | undefined> = process.env): Env {
  const present = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ""));
  const parsed = schema.safeParse(present);
  if (!parsed.success) {
    const issues = parsed.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`);
    throw new AppError("env-invalid", { message: `Setting ${issues.join("; ")}.` });
  }
  const env = parsed.data;
  if (env.SYNCBRIDGE_HEARTBEAT_MS * 2 > env.SYNCBRIDGE_LEASE_MS) {
    throw new AppError("env-invalid", {
      message: "Setting SYNCBRIDGE_HEARTBEAT_MS must be at most half of SYNCBRIDGE_LEASE_MS.",
    });
  }
  return env;
}

let cached: Env | undefined;

/** The process's settings, read once. */
export function env(): Env {
  cached ??= readEnv();
  return cached;
}

/** A setting that this process cannot do without. */
export function requireSetting<K extends keyof Env>(name: K): NonNullable<Env[K]> {
  const value = env()[name];
  if (value === undefined || value === null) {
    throw new AppError("env-invalid", { message: `Setting ${name} is missing.` });
  }
  return value;
}
