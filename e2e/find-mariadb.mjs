// The MariaDB for the tests of that connector: one that is installed, or, as root on Debian and Ubuntu, one that apt-get installs.
// Only its programs are used: the tests start servers of their own, on free ports and data directories that go with them.
import { accessSync, constants, existsSync, readFileSync, unlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Refusal } from "../sandbox/demo/refusal.mjs";
import { runStep } from "../sandbox/demo/run-step.mjs";

const programs = ["mariadbd", "mariadb-install-db"];

const remedy = `Install MariaDB's server and start again, for example:
  Debian and Ubuntu   sudo apt-get install -y --no-install-recommends mariadb-server
  macOS               brew install mariadb
Its own service need not run.`;

/** Makes sure that a MariaDB can be started. Throws a Refusal that says what to install. */
export async function findMariaDb({ progress, signal }) {
  if (programs.every(isFound)) return;
  if (process.getuid?.() !== 0 || !isDebianLike())
    throw new Refusal("No MariaDB server was found for the tests of the MySQL connector.", remedy);
  await progress.during("installing MariaDB with apt-get", "installed MariaDB", async () => {
    const env = { DEBIAN_FRONTEND: "noninteractive" };
    await runStep("apt-get update", "apt-get", ["update"], { env, signal });
    await withoutService(() =>
      runStep("apt-get install", "apt-get", ["install", "-y", "--no-install-recommends", "mariadb-server"], {
        env,
        signal,
      }),
    );
  });
  if (!programs.every(isFound)) throw new Refusal("apt-get installed no MariaDB server that can be started.", remedy);
}

const policy = "/usr/sbin/policy-rc.d";

/** Debian starts a service that is installed unless this file says no; nobody asked for one here. */
async function withoutService(install) {
  if (existsSync(policy)) return install();
  writeFileSync(policy, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  try {
    return await install();
  } finally {
    unlinkSync(policy);
  }
}

function isFound(program) {
  const places = [...(process.env.PATH ?? "").split(path.delimiter), "/usr/sbin", "/usr/local/sbin"];
  return places.some((place) => isExecutable(path.join(place, program)));
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function isDebianLike() {
  try {
    return /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(readFileSync("/etc/os-release", "utf8"));
  } catch {
    return false;
  }
}
