import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../..");

// Building the web application takes longer than these tests; any server in Next's place shows what is done with it.
const webServer = `
  const port = Number(process.argv[process.argv.indexOf("-p") + 1]);
  require("node:http").createServer((request, response) => response.end(process.env.NEXTAUTH_URL)).listen(port);
  process.on("SIGTERM", () => { console.log("web ends"); process.exit(0); });`;

export interface StandInProject {
  /** The built process of this name. */
  program(name: string): string;
  remove(): void;
}

/** A project folder with our own processes built as they are shipped and a small server where Next would be. */
export function standInProject(...processes: string[]): StandInProject {
  mkdirSync(path.join(root, "dist"), { recursive: true });
  const project = mkdtempSync(path.join(root, "dist/test-project-"));
  const next = path.join(project, "node_modules/next/dist/bin");
  mkdirSync(next, { recursive: true });
  mkdirSync(path.join(project, ".next"));
  writeFileSync(path.join(next, "next"), webServer);
  writeFileSync(path.join(project, ".next/BUILD_ID"), "test");
  writeFileSync(path.join(project, "package.json"), '{ "type": "module" }');
  writeFileSync(path.join(project, "node_modules/next/package.json"), "{}");
  symlinkSync(path.join(root, "prisma"), path.join(project, "prisma"));
  const outdir = path.relative(root, path.join(project, "dist"));
  execFileSync(process.execPath, [path.join(root, "worker/build.mjs"), `--outdir=${outdir}`, ...processes], {
    cwd: root,
  });
  return {
    program: (name) => path.join(project, "dist", `${name}.mjs`),
    remove: () => rmSync(project, { recursive: true, force: true }),
  };
}
