// What every start from a fresh clone needs: packages and a build. Plain Node without dependencies.
import { createHash } from "node:crypto";
import {
  accessSync,
  constants,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { holderOf, markOf } from "./holder.mjs";
import { Refusal } from "./refusal.mjs";
import { runStep } from "./run-step.mjs";

export const root = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), "../..");
const buildStamp = path.join(root, "dist/build-stamp");

/** Installs packages and builds what changed since the last time. Only one process does so at a time. */
export async function prepare({ progress, signal, build = true }) {
  requireWritable();
  const release = claim();
  try {
    await install({ progress, signal });
    if (build) await buildAll({ progress, signal });
  } finally {
    release();
  }
}

async function install({ progress, signal }) {
  if (isInstalled()) return;
  requireSpace(2);
  await progress.during("installing packages", "installed packages", () =>
    npm("npm ci", ["ci", "--include=dev", "--no-audit", "--no-fund"], signal),
  );
}

/** Compares what npm says it installed with the lock file; npm writes its own record last, so an interrupted install is seen. */
export function isInstalled() {
  try {
    const read = (file) => JSON.parse(readFileSync(path.join(root, file), "utf8")).packages;
    const installed = read("node_modules/.package-lock.json");
    return Object.entries(read("package-lock.json")).every(
      ([name, entry]) => name === "" || entry.optional || installed[name]?.version === entry.version,
    );
  } catch {
    return false;
  }
}

async function buildAll({ progress, signal }) {
  const now = sourcesStamp();
  if (isBuilt(now)) return;
  requireIdle();
  requireSpace(1);
  rmSync(buildStamp, { force: true });
  await progress.during("building the application", "built the application", async () => {
    await npm("The build", ["run", "build"], signal);
    await bundleDemo();
  });
  writeFileSync(buildStamp, now);
}

async function bundleDemo() {
  const esbuild = await import("esbuild");
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: [
      { in: "sandbox/demo/main.ts", out: "demo" },
      { in: "sandbox/demo/set-up.ts", out: "demo-set-up" },
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
    sourcesContent: false,
    logLevel: "warning",
  });
  await esbuild.stop();
}

function isBuilt(now) {
  const products = [
    ".next/BUILD_ID",
    "dist/worker.mjs",
    "dist/sandbox.mjs",
    "dist/demo.mjs",
    "dist/demo-set-up.mjs",
    buildStamp,
  ];
  return products.every((file) => existsSync(path.resolve(root, file))) && readFileSync(buildStamp, "utf8") === now;
}

const sourceFolders = ["app", "components", "lib", "prisma", "public", "sandbox", "worker"];
const rootFiles = /^(package(-lock)?\.json|(next|postcss|prisma)\.config\.[a-z]+|(proxy|instrumentation)\.ts)$/;
const notBuilt = /\.test\.tsx?$|^lib\/db\/generated\//;

/** Names, sizes and times of everything the build reads: cheap to take, and another one whenever a file was touched. */
function sourcesStamp() {
  const hash = createHash("sha256").update(process.version);
  const top = readdirSync(root).filter((name) => rootFiles.test(name));
  for (const file of [...top, ...sourceFolders.flatMap(filesUnder)].sort()) {
    if (notBuilt.test(file)) continue;
    const { size, mtimeMs } = statSync(path.join(root, file));
    hash.update(`${file}\0${size}\0${mtimeMs}\n`);
  }
  return hash.digest("hex");
}

function filesUnder(folder) {
  if (!existsSync(path.join(root, folder))) return [];
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesUnder(`${folder}/${entry.name}`) : [`${folder}/${entry.name}`],
  );
}

function npm(what, args, signal) {
  // The npm that started us, where there is one: the `npm` on the path may be another version.
  const [command, ...before] = process.env.npm_execpath?.endsWith(".js")
    ? [process.execPath, process.env.npm_execpath]
    : ["npm"];
  const env = { NEXT_TELEMETRY_DISABLED: "1", CHECKPOINT_DISABLE: "1", PRISMA_HIDE_UPDATE_MESSAGE: "1" };
  return runStep(what, command, [...before, ...args], { cwd: root, env, signal });
}

function requireWritable() {
  try {
    accessSync(root, constants.W_OK);
  } catch {
    throw new Refusal(
      `This user may not write to ${root}.`,
      "Clone the project into a folder of your own, or start as the user it belongs to.",
    );
  }
}

function requireSpace(gibibytes) {
  const { bavail, bsize } = statfsSync(root);
  const free = (bavail * bsize) / 2 ** 30;
  if (free >= gibibytes) return;
  throw new Refusal(
    `The disk has ${free.toFixed(1)} GiB left at ${root}; this needs about ${gibibytes} GiB.`,
    "Free some space and start again.",
  );
}

/** A build replaces files that a running application serves from. */
function requireIdle() {
  const data = path.join(root, ".data");
  const folders = existsSync(data) ? [data, ...readdirSync(data).map((name) => path.join(data, name))] : [];
  for (const folder of folders) {
    const running = holderOf(path.join(folder, "running.json"));
    if (!running) continue;
    throw new Refusal(
      `The sources changed while "${running.what}" is running (process ${running.pid}), and a build would replace its files.`,
      "Stop it with Ctrl-C in its terminal, then start again.",
    );
  }
}

function claim() {
  const file = path.join(root, ".data/preparing.json");
  const draft = `${file}.${process.pid}`;
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(draft, JSON.stringify({ pid: process.pid, mark: markOf(process.pid) }));
  try {
    for (let attempt = 0; attempt < 5; attempt += 1) {
      try {
        linkSync(draft, file); // Fails when the file exists: atomic, unlike looking first.
        return () => rmSync(file, { force: true });
      } catch (error) {
        if (error.code !== "EEXIST") throw error;
      }
      const holder = holderOf(file);
      if (holder) {
        throw new Refusal(`Another process (${holder.pid}) is installing or building here.`, "Wait until it is done.");
      }
      rmSync(file, { force: true });
    }
    throw new Refusal("Other processes are installing or building here.", "Wait until they are done.");
  } finally {
    rmSync(draft, { force: true });
  }
}
