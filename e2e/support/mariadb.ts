import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { accessSync, chownSync, constants, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import mysql from "mysql2/promise";

/** A MariaDB of one's own: on a free port of this machine, with an empty data directory that goes with it. */
export interface PrivateMariaDb {
  readonly host: string;
  readonly port: number;
  /** May do everything, without a password. */
  readonly user: string;
  /** Kills it as a crash would. */
  crash(): Promise<void>;
  /** Starts it again on the same port and data after `crash`. */
  restart(): Promise<void>;
  /** Ends it and removes its data. Harmless when repeated. */
  stop(): Promise<void>;
}

const host = "127.0.0.1";

/** Nothing in it is worth keeping, so it never waits for the disk. The log gives it transaction ids. */
const settings = [
  `--bind-address=${host}`,
  "--skip-name-resolve",
  "--innodb-flush-log-at-trx-commit=0",
  "--innodb-buffer-pool-size=64M",
  "--innodb-log-file-size=16M",
  "--log-bin=log",
  "--sync-binlog=0",
  "--binlog-format=ROW",
  "--server-id=1",
];

/**
 * The shell outlives a test process that is killed: its standard input ends then, and it takes the server and the data with it.
 * First argument: the directory to remove, empty to keep it.
 */
const guard = `keep=$1; shift; "$@" & server=$!; cat >/dev/null; kill -KILL $server 2>/dev/null; wait $server; [ -n "$keep" ] && rm -rf "$keep"; exit 0`;

/**
 * Starts one; takes a second. Needs Debian's package `mariadb-server` (`e2e/find-mariadb.mjs` installs it) on the PATH.
 * @param extra options of mariadbd, e.g. `--ssl-cert=…`; `{dir}` stands for a directory that the server may read
 * @throws Error with the server's log
 */
export async function startMariaDb(extra: readonly string[] = []): Promise<PrivateMariaDb> {
  const dir = mkdtempSync(path.join(tmpdir(), "syncbridge-mariadb-"));
  const asRoot = process.getuid?.() === 0;
  const user = asRoot ? ["--user=mysql"] : [];
  if (asRoot) chownSync(dir, await idOf("-u"), await idOf("-g"));
  const data = path.join(dir, "data");
  await run(find("mariadb-install-db"), [
    "--no-defaults",
    ...user,
    `--datadir=${data}`,
    "--auth-root-authentication-method=normal",
    "--skip-test-db",
    "--skip-name-resolve",
  ]);
  const port = await freePort();
  const logFile = path.join(dir, "server.log");
  const command = [
    find("mariadbd"),
    "--no-defaults",
    ...user,
    `--datadir=${data}`,
    `--port=${port}`,
    `--socket=${path.join(dir, "m.sock")}`,
    `--pid-file=${path.join(dir, "m.pid")}`,
    ...settings,
    ...extra.map((option) => option.replaceAll("{dir}", dir)),
  ];
  const start = async (removes: string) => {
    const log = openSync(logFile, "a");
    const child = spawn("sh", ["-c", guard, "sh", removes, ...command], {
      stdio: ["pipe", log, log],
      detached: true,
    });
    const ended = once(child, "exit");
    await untilUp(port, logFile, () => child.exitCode !== null);
    return async () => {
      child.stdin?.end();
      await ended;
    };
  };
  let stop = await start(dir);
  let stopped: Promise<void> | null = null;
  return {
    host,
    port,
    user: "root",
    async crash() {
      process.kill(Number(readFileSync(path.join(dir, "m.pid"), "utf8")), "SIGKILL");
      await untilDown(port);
    },
    async restart() {
      const former = stop;
      stop = await start("");
      const latter = stop;
      stop = async () => {
        await latter();
        await former();
      };
    },
    stop() {
      stopped ??= stop().finally(() => rmSync(dir, { recursive: true, force: true }));
      return stopped;
    },
  };
}

const run = promisify(execFile);

async function idOf(which: "-u" | "-g"): Promise<number> {
  return Number((await run("id", [which, "mysql"])).stdout);
}

/** Debian keeps the server in a directory that an ordinary user's PATH does not hold. */
function find(program: string): string {
  const places = [...(process.env.PATH ?? "").split(path.delimiter), "/usr/sbin", "/usr/local/sbin"];
  const found = places.map((place) => path.join(place, program)).find(isExecutable);
  if (found) return found;
  throw new Error(
    `There is no ${program} on the PATH: install MariaDB, on Debian with apt-get install mariadb-server.`,
  );
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function answers(port: number): Promise<boolean> {
  try {
    const connection = await mysql.createConnection({ host, port, user: "root", connectTimeout: 2_000 });
    await connection.end();
    return true;
  } catch {
    return false;
  }
}

async function untilUp(port: number, logFile: string, hasEnded: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt++) {
    if (await answers(port)) return;
    if (hasEnded()) break;
    await sleep(50);
  }
  throw new Error(`MariaDB did not start:\n${readFileSync(logFile, "utf8").slice(-4_000)}`);
}

async function untilDown(port: number): Promise<void> {
  while (await answers(port)) await sleep(20);
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, host);
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new Error("The probe listens on no port.");
  return address.port;
}
