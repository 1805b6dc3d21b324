// `npm run bench`: measures what the project promises and prints it as a table. `-- --only=demo,load,unchanged` chooses.
import path from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { prepare, root } from "../sandbox/demo/prepare.mjs";
import { createProgress } from "../sandbox/demo/progress.mjs";
import { explain, Refusal } from "../sandbox/demo/refusal.mjs";
import { measureDemo } from "./demo-times.mjs";
import { machine } from "./machine.mjs";
import { asTable } from "./table.mjs";

const all = ["demo", "load", "unchanged"];
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

async function bundle() {
  const esbuild = await import("esbuild");
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: [
      { in: "bench/measure.ts", out: "bench-measure" },
      { in: "bench/bare-load.ts", out: "bench-bare-load" },
    ],
    outdir: "dist",
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    packages: "external",
    alias: { "@": root },
    sourcemap: true,
    logLevel: "warning",
  });
  await esbuild.stop();
}

async function run(names) {
  if (process.platform !== "linux") throw new Refusal("The measurements read /proc and run on Linux only.");
  await prepare({ progress, signal: stop.signal });
  const found = [];
  if (names.includes("load") || names.includes("unchanged")) {
    await bundle();
    process.chdir(root);
    process.setSourceMapsEnabled(true);
    const { measure } = await import(pathToFileURL(path.join(root, "dist/bench-measure.mjs")).href);
    const dataDir = path.join(root, ".data/bench");
    const [load, unchanged] = [names.includes("load"), names.includes("unchanged")];
    found.push(...(await measure({ dataDir, port: 3850, load, unchanged, progress, signal: stop.signal })));
  }
  if (names.includes("demo")) found.push(...(await measureDemo({ root, progress, signal: stop.signal })));
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
