import { existsSync } from "node:fs";
import path from "node:path";
import { AppError } from "@/lib/errors/app-error";
import { type ProcessOptions, type RunningProcess, startNodeProcess } from "./spawn-process";

/** Throws, with the remedy, when there is no built web application in the working directory. */
export function requireWebBuild(): void {
  if (existsSync(".next/BUILD_ID")) return;
  throw new AppError("unexpected", {
    message: "The web application is not built yet.",
    remedy: "Run `npm run build` first.",
  });
}

interface NextServerOptions extends Pick<ProcessOptions, "env" | "onLine"> {
  readonly port: number;
}

/**
 * V8 lets a heap that may become large grow to four times what is in use before it collects: one long download made 700 MiB of 300. Where 1 GiB is
 * the most it grows by half, and the pages need a fifth of that.
 */
const heapArgument = "--max-old-space-size=1024";

/** Serves the built web application of the working directory. */
export function startNextServer(options: NextServerOptions): RunningProcess {
  return startNodeProcess({
    name: "web",
    args: [heapArgument, path.resolve("node_modules/next/dist/bin/next"), "start", "-p", String(options.port)],
    env: { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1", ...options.env },
    onLine: options.onLine,
  });
}
