#!/usr/bin/env node
// A stand-in for Prisma's native schema engine, for machines that cannot download it.
//
// Prisma's command line starts "the schema engine" as a program and speaks JSON-RPC with it over standard input and output. Prisma publishes
// the same engine as WebAssembly on npm, but its command line has no way to use it. This program is that way: it answers in the native
// engine's place, through the WebAssembly engine over @prisma/adapter-pg. prisma.config.ts names it in PRISMA_SCHEMA_ENGINE_BINARY.
//
// The package @prisma/schema-engine-wasm must be of the very engine version that the package prisma asks for.
import { readFileSync } from "node:fs";
import { canConnect, createDatabase, dropDatabase, runScript, userErrorOf } from "./engine/database.mjs";
import { engineVersion, openEngine, panicMessage } from "./engine/engine-wasm.mjs";
import { servePeer } from "./engine/json-rpc.mjs";

const args = parseArguments(process.argv.slice(2));
if (args.version) {
  console.log(`schema-engine-cli ${engineVersion()}`);
} else if (args.words[0] === "cli") {
  process.exitCode = await runDatabaseCommand(args.words[1], args.datasource?.url);
} else {
  serveMigrations();
}

function parseArguments(given) {
  const parsed = { datamodels: [], words: [] };
  const rest = [...given];
  while (rest.length > 0) {
    const word = rest.shift();
    if (word === "--datamodels" || word === "-d") parsed.datamodels.push(rest.shift());
    else if (word === "--datasource") parsed.datasource = JSON.parse(rest.shift());
    else if (word === "--enabled-preview-features" || word === "--extension-types") rest.shift();
    else if (word === "--version" || word === "-V") parsed.version = true;
    else parsed.words.push(word);
  }
  return parsed;
}

/** `schema-engine … cli <command>`: answers with log lines on standard error and the exit code. */
async function runDatabaseCommand(command, url) {
  const commands = {
    "can-connect-to-database": [canConnect, "Connection successful"],
    "create-database": [createDatabase, "Database created successfully."],
    "drop-database": [dropDatabase, "The database was successfully dropped."],
  };
  try {
    const [run, success] = commands[command] ?? [];
    if (!run) throw new Error(`unknown command ${command}`);
    await run(url);
    writeLog("INFO", success);
    return 0;
  } catch (error) {
    const { code, message } = userErrorOf(error, url);
    // Prisma's command line drops the first line of standard error before it looks for an error.
    writeLog("INFO", "Starting schema engine CLI");
    writeLog("ERROR", message, { error_code: code, is_panic: false, meta: null });
    return 1;
  }
}

function writeLog(level, message, fields = {}) {
  const line = {
    timestamp: new Date().toISOString(),
    level,
    fields: { message, ...fields },
    target: "schema_engine::logger",
  };
  process.stderr.write(`${JSON.stringify(line)}\n`);
}

/** Without a command: answers requests until standard input ends. */
function serveMigrations() {
  let opening;
  const engineOn = (url) => {
    opening ??= openEngine({
      url: url ?? args.datasource?.url ?? "postgresql://127.0.0.1:5432/postgres",
      shadowUrl: args.datasource?.shadowDatabaseUrl,
      datamodels: args.datamodels.map((file) => [file, readFileSync(file, "utf8")]),
    });
    return opening;
  };
  const handlers = {
    createDatabase: async ({ datasource }) => ({
      databaseName: await createDatabase(datasource?.url ?? args.datasource?.url),
    }),
    // The WebAssembly engine (7.10.0) replays migrations for this question only from its memory, which applying some of them has emptied.
    // The diagnosis fills it again.
    evaluateDataLoss: async (params) => {
      const engine = await engineOn();
      await engine.devDiagnostic({ migrationsList: params.migrationsList, filters: params.filters });
      return engine.evaluateDataLoss(params);
    },
    getDatabaseVersion: async (params) => (await engineOn()).version(params),
    // The WebAssembly engine swallows the script's errors, so the script is run without it.
    dbExecute: async ({ datasourceType, script }) => runScript(datasourceType?.url ?? args.datasource?.url, script),
    diff: async (params, peer) => {
      const engine = await engineOn(params.from?.url ?? params.to?.url);
      const { stdout, exitCode } = await engine.diff(params);
      // The native engine prints through the command line instead of answering with the text.
      if (typeof stdout === "string") await peer.request("print", { content: stdout });
      return { exitCode, stdout: null };
    },
  };
  const peer = servePeer({
    answer: async (method, params) => {
      const handler = handlers[method];
      if (handler) return (await handler(params, peer)) ?? null;
      const engine = await engineOn();
      if (typeof engine[method] !== "function") throw new Error(`unsupported method ${method}`);
      return (await engine[method](params)) ?? null;
    },
    describeError: (error) => {
      const panic = error?.name === "RuntimeError" ? panicMessage() : "";
      return {
        is_panic: panic !== "",
        message: panic || error.message,
        error_code: error.code,
        meta: error.meta,
        backtrace: error.stack,
      };
    },
  });
  // A panic inside one of the engine's callbacks surfaces here and not in the promise that waits for it. Unanswered, the command line
  // would end with code 0 and not a word.
  process.on("uncaughtException", (error) => {
    const message = panicMessage() || error.message;
    peer.failAll({ is_panic: true, message, backtrace: error.stack });
    process.exitCode = 101;
    setTimeout(() => process.exit(101), 50);
  });
}
