// `npm run demo`: everything on one machine, from a fresh clone, without an earlier step. Plain Node without dependencies:
// nothing is installed when it begins.
import path from "node:path";
import { pathToFileURL } from "node:url";

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `SyncBridge needs Node 20.19 or newer, this is ${process.version}: install a newer one from https://nodejs.org.`,
  );
  process.exit(1);
}

const { parseDemoArgs, usage } = await import("./demo/arguments.mjs");
const { createProgress } = await import("./demo/progress.mjs");
const { prepare, root } = await import("./demo/prepare.mjs");
const { holderOf } = await import("./demo/holder.mjs");
const { Refusal, explain } = await import("./demo/refusal.mjs");

const stop = new AbortController();
let asked = 0;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => {
    asked += 1;
    if (asked === 1) {
      console.log("\nStopping …");
      stop.abort(new Refusal("Stopped. `npm run demo` goes on where it was."));
    } else if (asked === 3) {
      // What was started ends with this process: each child listens for it.
      console.log("Stopping at once.");
      process.exit(130);
    }
  });
}

// A signal sent to npm ends npm and its shell but is not passed on: without this the demo would run on, unseen.
if (process.env.npm_lifecycle_event) {
  const starter = process.ppid;
  setInterval(() => {
    if (process.ppid !== starter && asked === 0) process.kill(process.pid, "SIGTERM");
  }, 1_000).unref();
}

async function main() {
  const options = parseDemoArgs(process.argv.slice(2));
  if (options.help) {
    console.log(usage);
    return;
  }
  const dataDir = path.resolve(root, options.dataDir);
  const running = holderOf(path.join(dataDir, "running.json"));
  if (running) {
    throw new Refusal(
      `The demo is running already (process ${running.pid}, since ${running.startedAt}).`,
      "Use that one, or stop it with Ctrl-C in its terminal first.",
    );
  }
  const progress = createProgress();
  await prepare({ progress, signal: stop.signal });
  process.chdir(root);
  process.setSourceMapsEnabled(true);
  const { runDemo } = await import(pathToFileURL(path.join(root, "dist/demo.mjs")).href);
  const { port, reset, isEmpty } = options;
  await runDemo({ dataDir, port, reset, isEmpty, progress, signal: stop.signal });
}

try {
  await main();
  process.exit(0);
} catch (error) {
  if (stop.signal.aborted) {
    console.log(stop.signal.reason.message);
    process.exit(130);
  }
  explain(error);
  process.exit(1);
}
