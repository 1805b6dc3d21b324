import { existsSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { AppError } from "@/lib/errors/app-error";
import { type ProcessOptions, type RunningProcess, startNodeProcess } from "./spawn-process";

const port = z.coerce.number().int().min(1).max(65_535);

/** The port to serve the web application on: setting PORT, else 3000. Throws `env-invalid`. */
export function wantedWebPort(setting: string | undefined = process.env.PORT): number {
  const parsed = port.safeParse(setting || 3_000);
  if (parsed.success) return parsed.data;
  throw new AppError("env-invalid", { message: "Setting PORT must be a whole number from 1 to 65535." });
}

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

/** Serves the built web application of the working directory. */
export function startNextServer(options: NextServerOptions): RunningProcess {
  return startNodeProcess({
    name: "web",
    args: [path.resolve("node_modules/next/dist/bin/next"), "start", "-p", String(options.port)],
    env: { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1", ...options.env },
    onLine: options.onLine,
  });
}
