import { z } from "zod";
import { AppError } from "@/lib/errors/app-error";

/** A whole number; what is wrong with it is always said in the same words. */
function whole(from: number, to: number) {
  const error = `must be a whole number from ${from} to ${to}`;
  return z.coerce.number({ error }).int({ error }).min(from, { error }).max(to, { error });
}

const levels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;

/** Names that Entra ID takes in a tenant's place to let people of any directory in; each could grant itself our app roles. */
const manyTenants = /^(common|organizations|consumers)$/i;

/** Every setting of every process. The texts follow the setting's name in a sentence; `.env.example` and the README list the same settings. */
const schema = z.object({
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: "must look like postgresql://user:password@host:5432/database" })
    .optional(),
  SYNCBRIDGE_DATA_DIR: z.string().default(".data"),
  PORT: whole(1, 65_535).default(3_000),
  SYNCBRIDGE_URL: z
    .url({ protocol: /^https?$/, error: "must be the address people open, such as https://sync.example.com" })
    .default("http://localhost:3000"),
  SYNCBRIDGE_SECRET_KEY: z
    .string()
    .refine(
      (key) => Buffer.from(key, "base64").length === 32,
      "must be 32 random bytes in base64 (openssl rand -base64 32)",
    )
    .optional(),
  SYNCBRIDGE_OTHER_SECRET_KEYS: z
    .string()
    .refine(
      (keys) => keys.split(",").every((key) => Buffer.from(key, "base64").length === 32),
      "must be keys of 32 random bytes in base64, parted by commas",
    )
    .optional(),
  NEXTAUTH_SECRET: z.string().min(32, "must have at least 32 characters (openssl rand -base64 32)").optional(),
  ENTRA_AUTHORITY: z
    .url({
      protocol: /^https?$/,
      error: "must be the address of the sign-in service, such as https://login.microsoftonline.com",
    })
    .default("https://login.microsoftonline.com"),
  ENTRA_TENANT_ID: z
    .string()
    .refine(
      (tenant) => !manyTenants.test(tenant),
      "must be the id of your own directory, since others decide on their roles themselves",
    )
    .optional(),
  ENTRA_CLIENT_ID: z.string().optional(),
  ENTRA_CLIENT_SECRET: z.string().optional(),
  SYNCBRIDGE_LEASE_MS: whole(1_000, 600_000).default(60_000),
  SYNCBRIDGE_HEARTBEAT_MS: whole(200, 200_000).default(15_000),
  SYNCBRIDGE_REQUEST_TIMEOUT_MS: whole(500, 300_000).default(30_000),
  SYNCBRIDGE_ABSENCE_PAUSE_MS: whole(0, 600_000).default(15_000),
  SYNCBRIDGE_SLICE_MS: whole(1_000, 3_600_000).default(300_000),
  SYNCBRIDGE_SWEEP_MS: whole(500, 3_600_000).default(30_000),
  SYNCBRIDGE_WORKER_RUNS: whole(1, 64).default(4),
  SYNCBRIDGE_METRICS_TOKEN: z
    .string()
    .min(20, "must have at least 20 characters (openssl rand -hex 20)")
    .regex(/^\S+$/, "must have no blanks")
    .optional(),
  LOG_LEVEL: z.enum(levels, { error: `must be ${levels.slice(0, -1).join(", ")} or ${levels.at(-1)}` }).default("info"),
});

export type Env = z.infer<typeof schema>;

/** Reads and checks the settings; throws `env-invalid` with one sentence for each wrong one that names it and says what it must be. Values are never echoed. */
export function readEnv(source: Record<string, string | undefined> = process.env): Env {
  const present = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ""));
  const parsed = schema.safeParse(present);
  if (!parsed.success) {
    const wrong = new Map(parsed.error.issues.toReversed().map((issue) => [issue.path.join("."), issue.message]));
    const sentences = [...wrong].toReversed().map(([name, message]) => `Setting ${name} ${message}.`);
    throw new AppError("env-invalid", { message: sentences.join(" ") });
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
