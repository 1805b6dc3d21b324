import path from "node:path";

/**
 * Makes the project's folder the working directory, whence migrations, build and relative settings are found, and reads
 * its `.env` where there is one. What the environment holds already wins.
 *
 * @param entryDir the folder of the process's own file, one below the project: `worker/` in source, `dist/` when built
 */
export function enterProject(entryDir: string): void {
  process.chdir(path.resolve(entryDir, ".."));
  try {
    process.loadEnvFile(".env");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
  }
}
