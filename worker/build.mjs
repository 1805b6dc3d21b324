// Bundles the Node processes into dist/ (or another folder of the project: --outdir=…). Packages stay outside: they are
// installed where this runs. Names as arguments bundle only those.
import { existsSync, rmSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { build } from "esbuild";

const root = path.resolve(import.meta.dirname ?? ".", "..");
const entries = {
  worker: "worker/index.ts",
  start: "worker/start.ts",
  web: "worker/web.ts",
  introspect: "worker/commands/introspect.ts",
  doctor: "worker/commands/doctor.ts",
  syncbridge: "worker/commands/syncbridge.ts",
  sandbox: "sandbox/main.ts",
  demo: "sandbox/demo/main.ts",
};

const { values, positionals: wanted } = parseArgs({
  options: { outdir: { type: "string", default: "dist" } },
  allowPositionals: true,
});
const outdir = values.outdir;
const unknown = wanted.filter((name) => !(name in entries));
if (unknown.length > 0) {
  console.error(`Unknown process ${unknown.join(", ")}; there are ${Object.keys(entries).join(", ")}.`);
  process.exit(1);
}

const chosen = Object.entries(entries).filter(([name]) => wanted.length === 0 || wanted.includes(name));
const present = chosen.filter(([name, source]) => {
  if (existsSync(path.join(root, source))) return true;
  console.warn(`Skipping ${outdir}/${name}.mjs: ${source} does not exist.`);
  rmSync(path.join(root, outdir, `${name}.mjs`), { force: true });
  return false;
});

await build({
  absWorkingDir: root,
  entryPoints: present.map(([name, source]) => ({ in: source, out: name })),
  outdir,
  outExtension: { ".js": ".mjs" },
  bundle: true,
  platform: "node",
  target: "node20",
  format: "esm",
  packages: "external",
  alias: { "@": root },
  // Positions are enough for a stack; the sources themselves would take tens of megabytes of each process.
  sourcemap: true,
  sourcesContent: false,
  logLevel: "warning",
});
console.log(`Built ${present.map(([name]) => `${outdir}/${name}.mjs`).join(", ")}.`);
