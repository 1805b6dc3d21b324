import { existsSync } from "node:fs";
import path from "node:path";

/**
 * Makes the project's folder the working directory, whence migrations, build and relative settings are found, and reads
 * its `.env` where there is one. What the environment holds already wins.
 *
 * @param entryDir the folder of the process's own file: `worker/` in source, `dist/` when built
 */
export function enterProject(entryDir: string): void {
  process.chdir(projectOf(entryDir));
  try {
    process.loadEnvFile(".env");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
  }
}

function projectOf(folder: string): string {
  if (existsSync(path.join(folder, "package.json"))) return folder;
  const parent = path.dirname(folder);
  if (parent === folder) throw new Error("There is no package.json above this program.");
  return projectOf(parent);
}
