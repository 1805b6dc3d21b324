import { applyMigrations } from "@/lib/db/migrate";
import { env, requireSetting } from "@/lib/env";
import { AppError } from "@/lib/errors/app-error";
import { enterProject } from "./processes/enter-project";
import { failStart } from "./processes/fail-start";
import { isPortFree } from "./processes/free-port";
import { requireWebBuild, startNextServer } from "./processes/next-server";
import { onStopSignal } from "./processes/on-stop-signal";

const writeLine = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** `npm run web`: one web process on a metastore that exists, for installations of several machines. */
async function startWeb(): Promise<void> {
  enterProject(import.meta.dirname);
  const url = requireSetting("DATABASE_URL");
  requireSetting("SYNCBRIDGE_SECRET_KEY");
  const NEXTAUTH_SECRET = requireSetting("NEXTAUTH_SECRET");
  const { SYNCBRIDGE_URL, PORT: port } = env();
  requireWebBuild();
  if (!(await isPortFree(port))) {
    throw new AppError("port-taken", {
      message: `Port ${port} is already in use.`,
      remedy: "Stop the other process or set PORT to another port.",
    });
  }
  await applyMigrations({ url, log: writeLine });
  const server = startNextServer({
    port,
    env: {
      DATABASE_URL: url,
      SYNCBRIDGE_URL,
      NEXTAUTH_URL: process.env.NEXTAUTH_URL || SYNCBRIDGE_URL,
      NEXTAUTH_SECRET,
    },
    onLine: writeLine,
  });
  onStopSignal(async () => {
    await server.stop();
  });
  const exit = await server.exited;
  process.exitCode = exit.code ?? 1;
}

startWeb().catch(failStart);
