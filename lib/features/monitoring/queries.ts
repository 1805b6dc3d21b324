import { setTimeout as sleep } from "node:timers/promises";
import { type Context, requireAllowed } from "@/lib/context";
import { processKeyring } from "@/lib/crypto/keyring";
import { db } from "@/lib/db/client";
import { requireSetting } from "@/lib/env";
import { AppError } from "@/lib/errors/app-error";
import { describeError } from "@/lib/errors/codes";
import { listBudgets } from "@/lib/features/budgets/queries";
import { surveyDefinitions } from "@/lib/features/syncs/queries";
import { log } from "@/lib/log";
import { readQueues } from "@/lib/sync/queue-state";
import { monitoringPolicies } from "./policy";
import type { HealthCheck, Measures, Readiness } from "./types";

/** A metastore that takes longer to say a single word serves nobody. */
const patienceMs = 5_000;

/** Whether this web process can serve people, and what is missing. What it says may be read by anybody: no addresses, no names. */
export async function getReadiness(context: Context): Promise<Readiness> {
  requireAllowed(context, monitoringPolicies.read);
  const alive = await workersAliveOrNull();
  const checks: readonly HealthCheck[] = [
    alive === null ? failed("metastore", "metastore-unreachable") : fine("metastore"),
    settingsCheck("keys", () => processKeyring()),
    settingsCheck("sign-in", () => {
      for (const name of ["NEXTAUTH_SECRET", "ENTRA_TENANT_ID", "ENTRA_CLIENT_ID", "ENTRA_CLIENT_SECRET"] as const)
        requireSetting(name);
    }),
    ...(alive === null ? [] : [workersCheck(alive)]),
  ];
  return { status: checks.some(({ level }) => level === "error") ? "not-ready" : "ready", checks };
}

const fine = (name: HealthCheck["name"]): HealthCheck => ({ name, level: "ok", reason: null });

function failed(name: HealthCheck["name"], code: string): HealthCheck {
  const { title, remedy } = describeError(code);
  return { name, level: "error", reason: `${title} ${remedy}` };
}

function workersCheck(alive: number): HealthCheck {
  if (alive > 0) return fine("workers");
  return { name: "workers", level: "warning", reason: "No worker is alive: nothing is synced until one is started." };
}

function settingsCheck(name: HealthCheck["name"], check: () => unknown): HealthCheck {
  try {
    check();
    return fine(name);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { name, level: "error", reason: error.message };
  }
}

/** Null where the metastore does not answer in time. */
async function workersAliveOrNull(): Promise<number | null> {
  try {
    return await Promise.race([workersAlive(), sleep(patienceMs, null, { ref: false })]);
  } catch (error) {
    log("web").warn({ err: error }, "The metastore did not answer");
    return null;
  }
}

async function workersAlive(): Promise<number> {
  const [row] = await db().$queryRaw<{ alive: number }[]>`
    SELECT count(*)::int AS alive FROM workers WHERE expires_at > clock_timestamp()`;
  return row?.alive ?? 0;
}

/** What all processes together are doing. */
export async function getMeasures(context: Context): Promise<Measures> {
  requireAllowed(context, monitoringPolicies.read);
  const [alive, queues, { all }, budgets] = await Promise.all([
    workersAlive(),
    readQueues(),
    surveyDefinitions(context, { limit: 1 }),
    listBudgets(context),
  ]);
  return { workersAlive: alive, queues, definitions: all, budgets };
}
