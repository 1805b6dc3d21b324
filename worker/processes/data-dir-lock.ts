import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { AppError } from "@/lib/errors/app-error";
import { processMark } from "./process-mark";

const lockSchema = z.object({
  pid: z.number().int().positive(),
  mark: z.string(),
  startedAt: z.string(),
  what: z.string(),
});
type LockHolder = z.infer<typeof lockSchema>;

export interface DataDirLock {
  release(): void;
}

/**
 * Claims a data directory for this process, so that a second start beside the first says so instead of sharing its
 * files. A lock whose process is gone is taken over. Throws `in-use` naming the other process.
 *
 * @param what what runs here, e.g. "npm start"; shown to whoever comes second
 */
export function lockDataDir(dataDir: string, what: string): DataDirLock {
  mkdirSync(dataDir, { recursive: true });
  const file = path.join(dataDir, "running.json");
  const draft = `${file}.${process.pid}`;
  const mark = processMark(process.pid) ?? "";
  const mine: LockHolder = { pid: process.pid, mark, startedAt: new Date().toISOString(), what };
  writeFileSync(draft, JSON.stringify(mine));
  try {
    claim(file, draft, dataDir);
  } finally {
    rmSync(draft, { force: true });
  }
  return {
    release() {
      if (holderOf(file)?.pid === process.pid) rmSync(file, { force: true });
    },
  };
}

function claim(file: string, draft: string, dataDir: string): void {
  for (let attempt = 0; attempt < 5; attempt += 1) {
    try {
      linkSync(draft, file); // fails when the file exists: atomic, unlike looking first
      return;
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    }
    const holder = holderOf(file);
    if (holder && holder.pid !== process.pid && processMark(holder.pid) === holder.mark) throw taken(holder, dataDir);
    rmSync(file, { force: true });
  }
  throw new AppError("in-use", { message: `The data directory ${dataDir} is being claimed by another process.` });
}

function taken(holder: LockHolder, dataDir: string): AppError {
  return new AppError("in-use", {
    message: `"${holder.what}" is already running with the data directory ${dataDir} (process ${holder.pid}, since ${holder.startedAt}).`,
    remedy: "Use the one that runs, stop it first, or set SYNCBRIDGE_DATA_DIR to another directory.",
  });
}

/** The process named in the lock; nothing when the file is gone or was cut off by a full disk or a crash. */
function holderOf(file: string): LockHolder | undefined {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
  try {
    return lockSchema.parse(JSON.parse(text));
  } catch {
    return undefined; // Not a lock of ours any more: as good as stale.
  }
}
