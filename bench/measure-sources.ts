// Measures the catalog and the reading of source databases on a PostgreSQL of its own.
import type { Progress } from "@/sandbox/demo/progress.mjs";
import { lockDataDir } from "@/worker/processes/data-dir-lock";
import { startBenchServer } from "./bench-server";
import { measureIntrospect } from "./measure-introspect";
import { measureStream } from "./measure-stream";
import type { Measurement } from "./measurement";

interface SourcesOptions {
  readonly dataDir: string;
  readonly introspect: boolean;
  readonly stream: boolean;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** Runs the chosen measurements; nothing of the server they need is left at the end. */
export async function measureSources(options: SourcesOptions): Promise<readonly Measurement[]> {
  const { progress, signal } = options;
  const lock = lockDataDir(options.dataDir, "npm run bench");
  try {
    const server = await startBenchServer(options.dataDir, signal);
    try {
      return [
        ...(options.introspect ? await measureIntrospect({ server, progress, signal }) : []),
        ...(options.stream ? await measureStream({ server, progress, signal }) : []),
      ];
    } finally {
      await server.remove();
    }
  } finally {
    lock.release();
  }
}
