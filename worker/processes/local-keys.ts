import { randomBytes } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { AppError } from "@/lib/errors/app-error";

const keysSchema = z.object({
  SYNCBRIDGE_SECRET_KEY: z.string().refine((key) => Buffer.from(key, "base64").length === 32),
  NEXTAUTH_SECRET: z.string().min(32),
});

/** The keys of an installation that keeps its data on this machine, named as the settings they fill. */
export type LocalKeys = z.infer<typeof keysSchema>;

/**
 * The keys kept in the data directory's `keys.json` (readable by its owner only), made at the first start.
 * Settings in the environment win over them. Throws `key-missing` when the file cannot be used: making new keys then
 * would leave every stored secret unreadable.
 */
export function localKeys(dataDir: string): LocalKeys {
  mkdirSync(dataDir, { recursive: true });
  const file = path.join(dataDir, "keys.json");
  return readKeys(file) ?? makeKeys(file);
}

function readKeys(file: string): LocalKeys | undefined {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw unusable(file, "cannot be read", error);
  }
  try {
    return keysSchema.parse(JSON.parse(text));
  } catch (error) {
    throw unusable(file, "does not hold the keys it should", error);
  }
}

function makeKeys(file: string): LocalKeys {
  const keys: LocalKeys = {
    SYNCBRIDGE_SECRET_KEY: randomBytes(32).toString("base64"),
    NEXTAUTH_SECRET: randomBytes(32).toString("base64url"),
  };
  const draft = `${file}.${process.pid}.${randomBytes(4).toString("hex")}`;
  writeFileSync(draft, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600, flush: true });
  try {
    // A link never replaces: of two processes that start at once the first one's keys stay, whole.
    linkSync(draft, file);
    return keys;
  } catch (error) {
    const made = readKeys(file);
    if (made) return made;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function unusable(file: string, what: string, cause: unknown): AppError {
  return new AppError("key-missing", {
    message: `The key file ${file} ${what}.`,
    remedy: "Restore the file from a backup, or set SYNCBRIDGE_SECRET_KEY and NEXTAUTH_SECRET to the former keys.",
    cause,
  });
}
