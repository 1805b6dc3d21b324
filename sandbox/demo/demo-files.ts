import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { startEmbeddedPostgres } from "@/lib/db/embedded-postgres";

const passwordsShape = z.object({ reader: z.string().min(1), owner: z.string().min(1) });
const portsShape = z.object({ graph: z.number().int(), page: z.number().int(), lever: z.number().int() });

/** Passwords of the demo source's two roles. */
export type DemoPasswords = z.infer<typeof passwordsShape>;
/** Ports of the sandbox: kept, because the catalog names its address. */
export type SandboxPorts = z.infer<typeof portsShape>;

const usualPorts: SandboxPorts = { graph: 4443, page: 4480, lever: 4481 };
const ours = [
  "addresses.json",
  "applied.json",
  "keys.json",
  "logs",
  "passwords.json",
  "ports.json",
  "postgres",
  "sandbox",
];

/** The demo's passwords, made at the first start. */
export function demoPasswords(dataDir: string): DemoPasswords {
  const file = path.join(dataDir, "passwords.json");
  if (existsSync(file)) return passwordsShape.parse(readJson(file));
  const made = { reader: randomBytes(18).toString("base64url"), owner: randomBytes(18).toString("base64url") };
  writeWhole(file, made);
  return made;
}

export function sandboxPorts(dataDir: string): SandboxPorts {
  const file = path.join(dataDir, "ports.json");
  return existsSync(file) ? portsShape.parse(readJson(file)) : usualPorts;
}

export function keepSandboxPorts(dataDir: string, ports: SandboxPorts): void {
  writeWhole(path.join(dataDir, "ports.json"), ports);
}

/** What of the bundle was applied here. */
export const recordFileIn = (dataDir: string): string => path.join(dataDir, "applied.json");

/** Tells programs, the browser tests among them, where a demo that is ready answers. */
export function announce(dataDir: string, addresses: Readonly<Record<string, string | number>>): void {
  writeWhole(path.join(dataDir, "addresses.json"), addresses);
}

export function withdrawAnnouncement(dataDir: string): void {
  rmSync(path.join(dataDir, "addresses.json"), { force: true });
}

/**
 * Removes what earlier demos kept in the data directory, and nothing else that lies there. PostgreSQL's data may lie
 * elsewhere and a server left behind by a killed demo may still write to it: both are found by taking it over.
 */
export async function removeDemoFiles(dataDir: string): Promise<void> {
  const postgres = path.join(dataDir, "postgres");
  if (existsSync(postgres)) {
    // Data that is too broken to start is removed all the same.
    const server = await startEmbeddedPostgres({ dataDir: postgres }).catch(() => undefined);
    await server?.stop();
    if (server) rmSync(server.clusterDir, { recursive: true, force: true });
  }
  for (const name of ours) rmSync(path.join(dataDir, name), { recursive: true, force: true });
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, "utf8"));
}

/** A stop in the middle leaves the former file or the new one, never half a one. */
export function writeWhole(file: string, value: unknown): void {
  mkdirSync(path.dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, file);
}
