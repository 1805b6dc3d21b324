// `npm run bench`: measures what the project promises and prints it as a table. `-- --only=introspect,stream` chooses.
import path from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { findBrowser } from "../e2e/find-browser.mjs";
import { prepare, root } from "../sandbox/demo/prepare.mjs";
import { createProgress } from "../sandbox/demo/progress.mjs";
import { explain, Refusal } from "../sandbox/demo/refusal.mjs";
import { measureDemo } from "./demo-times.mjs";
import { machine } from "./machine.mjs";
import { asTable } from "./table.mjs";

const all = [
  "introspect",
  "stream",
  "demo",
  "load",
  "unchanged",
  "budget",
  "kills",
  "incremental",
  "passport",
  "pages",
  "editor",
  "web",
];
const progress = createProgress();
const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => stop.abort(new Refusal("The measurements were stopped before their end.")));
}

function chosen() {
  const { values } = parseArgs({ options: { only: { type: "string", default: all.join(",") } } });
  const names = values.only.split(",");
  const unknown = names.filter((name) => !all.includes(name));
  if (unknown.length > 0) throw new Refusal(`--only knows ${all.join(", ")}, not "${unknown.join(", ")}".`);
  return names;
}

/** Imports a program of the bench, bundled with all that it starts in processes of their own. */
async function bundled(name, programs) {
  const esbuild = await import("esbuild");
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: [name, ...programs].map((each) => ({ in: `bench/${each}.ts`, out: `bench-${each}` })),
    outdir: "dist",
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    packages: "external",
    alias: { "@": root },
    sourcemap: true,
    sourcesContent: false,
    logLevel: "warning",
  });
  await esbuild.stop();
  process.chdir(root);
  process.setSourceMapsEnabled(true);
  return import(pathToFileURL(path.join(root, `dist/bench-${name}.mjs`)).href);
}

async function run(names) {
  if (process.platform !== "linux") throw new Refusal("The measurements read /proc and run on Linux only.");
  const [introspect, stream, demo, load, unchanged, budget, kills, incremental, passport, pages, editor, web] = all.map(
    (name) => names.includes(name),
  );
  const { signal } = stop;
  // The demo, the editor and the pages in a browser need the built application; all else is bundled here.
  await prepare({ progress, signal, build: demo || editor || web });
  const found = [];
  if (introspect || stream) {
    const { measureSources } = await bundled("measure-sources", ["introspect-once", "stream-once"]);
    const dataDir = path.join(root, ".data/bench-sources");
    found.push(...(await measureSources({ dataDir, introspect, stream, progress, signal })));
  }
  if (budget) {
    const { measureBudget } = await bundled("measure-budget", ["delta-once", "set-up"]);
    const dataDir = path.join(root, ".data/bench-budget");
    found.push(...(await measureBudget({ dataDir, progress, signal })));
  }
  if (kills) {
    const { measureKills } = await bundled("measure-kills", ["lower-key", "set-up"]);
    const dataDir = path.join(root, ".data/bench-kills");
    found.push(...(await measureKills({ dataDir, progress, signal })));
  }
  if (incremental) {
    const { measureIncremental } = await bundled("measure-incremental", ["incremental-runs", "set-up"]);
    const dataDir = path.join(root, ".data/bench-incremental");
    found.push(...(await measureIncremental({ dataDir, progress, signal })));
  }
  if (passport || pages) {
    const { measureMetastore } = await bundled("measure-metastore", []);
    const dataDir = path.join(root, ".data/bench-metastore");
    found.push(...(await measureMetastore({ dataDir, passport, pages, progress, signal })));
  }
  if (load || unchanged) {
    const { measure } = await bundled("measure", ["bare-load", "bare-hash", "set-up"]);
    const dataDir = path.join(root, ".data/bench");
    found.push(...(await measure({ dataDir, load, unchanged, progress, signal })));
  }
  if (editor) {
    const { measureEditor } = await bundled("measure-editor", ["set-up"]);
    const executablePath = await findBrowser({ progress, signal });
    const dataDir = path.join(root, ".data/bench-editor");
    found.push(...(await measureEditor({ dataDir, port: 3860, executablePath, progress, signal })));
  }
  if (web) {
    const { measureWeb } = await bundled("measure-web", ["set-up"]);
    const executablePath = await findBrowser({ progress, signal });
    const dataDir = path.join(root, ".data/bench-web");
    found.push(...(await measureWeb({ dataDir, port: 3880, executablePath, progress, signal })));
  }
  if (demo) found.push(...(await measureDemo({ root, progress, signal })));
  return found;
}

try {
  const found = await run(chosen());
  const rows = found.map(({ what, found: value, wanted, isMet }) => [what, value, wanted, isMet ? "yes" : "NO"]);
  console.log(`\n${machine()}\n\n${asTable([["measured", "found", "wanted", "met"], ...rows])}\n`);
  process.exit(found.every(({ isMet }) => isMet) ? 0 : 1);
} catch (error) {
  explain(error);
  process.exit(1);
}
