// Starts a program of this folder. Runs the sources where tsx is installed, else the build.
import { existsSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const here = import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname);

/** Nothing is written for it and nothing can be stale; a machine without development packages has the build. */
async function registerTypeScript(source) {
  if (!existsSync(source)) return false;
  try {
    const { register } = await import("tsx/esm/api");
    register({ tsconfig: path.resolve(here, "../../tsconfig.json") });
    return true;
  } catch (error) {
    if (error?.code === "ERR_MODULE_NOT_FOUND") return false;
    throw error;
  }
}

/** @param {string} name of the file, without its ending */
export async function startCommand(name) {
  // Standard output is the command's own, for programs to read too: the log stays out of it unless it is asked for.
  process.env.LOG_LEVEL ||= "silent";
  const source = path.join(here, `${name}.ts`);
  const built = path.resolve(here, `../../dist/${name}.mjs`);
  if (await registerTypeScript(source)) {
    await import(pathToFileURL(source).href);
  } else if (existsSync(built)) {
    await import(pathToFileURL(built).href);
  } else {
    console.error("The packages are not installed. Run `npm ci` in the project's folder first.");
    process.exitCode = 1;
  }
}
