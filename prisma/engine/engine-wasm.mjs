// Prisma's schema engine as WebAssembly, loaded by hand: its package is made for bundlers.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import { adapterFactory } from "./adapter.mjs";

const folder = path.dirname(createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm"));

let lastPanic = "";

/** The engine leaves the words of a panic here before it traps. The name is its own. */
globalThis.PRISMA_WASM_PANIC_REGISTRY = {
  get: () => lastPanic,
  set_message: (message) => {
    lastPanic = `RuntimeError: ${message}`;
  },
};

/** What the engine said when it panicked last; empty when it never did. */
export const panicMessage = () => lastPanic;

/** The commit of the engine, which the command line prints. */
export function engineVersion() {
  return JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"))
    .version.split(".")
    .at(-1);
}

/** An engine on the database at `url`, which it connects to at once. */
export async function openEngine({ url, shadowUrl, datamodels }) {
  const glue = await import(pathToFileURL(path.join(folder, "schema_engine_bg.js")).href);
  const program = await WebAssembly.compile(readFileSync(path.join(folder, "schema_engine_bg.wasm")));
  const instance = await WebAssembly.instantiate(program, { "./schema_engine_bg.js": glue });
  glue.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  const isDebugging = process.env.DEBUG?.includes("schemaEngine") ?? false;
  return glue.SchemaEngine.new(
    { datamodels: datamodels.length > 0 ? datamodels : undefined },
    (line) => isDebugging && process.stderr.write(`${line}\n`),
    bindMigrationAwareSqlAdapterFactory(adapterFactory(url, shadowUrl)),
  );
}
