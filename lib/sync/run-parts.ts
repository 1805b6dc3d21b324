import { setTimeout as sleep } from "node:timers/promises";
import { db } from "@/lib/db/client";
import type { ClockPort, ListPort } from "@/lib/engine/ports";
import { type Lease, underLease } from "./lease";
import { defaultNamespace, type StoredDefinition } from "./load-definition";
import type { RunMeter } from "./run-meter";

/** Between calls the engine sleeps only because Graph asked to wait. */
export function clockOf(meter: RunMeter): ClockPort {
  return {
    sleep: (ms, signal) => meter.whileWaiting(() => sleep(ms, undefined, { signal })),
  };
}

/** Writes are refused once the lease's own deadline has passed, also when the process slept and no timer has fired yet. */
export function heldOnly(list: ListPort, lease: Lease): ListPort {
  return {
    ...list,
    write: async (requests, signal) => {
      lease.requireHeld();
      return list.write(requests, signal);
    },
    isolateRefusal: async (refused, signal) => {
      lease.requireHeld();
      return list.isolateRefusal(refused, signal);
    },
  };
}

/** The namespace is frozen by the first run, before its first write. It is no change that the next run would have to compare everything for. */
export async function frozenNamespace(stored: StoredDefinition, lease: Lease): Promise<string> {
  if (stored.identityNamespace !== null) return stored.identityNamespace;
  const identityNamespace = defaultNamespace(stored);
  await underLease(
    lease,
    (tx) => tx.$executeRaw`
      UPDATE sync_definitions SET identity_namespace = ${identityNamespace} WHERE id = ${stored.id}::uuid AND identity_namespace IS NULL`,
  );
  return identityNamespace;
}

/** After a holder that died, waits until none of its requests can be under way any more, if it left any in doubt (sync-semantics 3). */
export async function waitUntilQuiet(lease: Lease, definitionId: string, signal: AbortSignal): Promise<void> {
  const waitMs = lease.quietAt - performance.now();
  if (waitMs <= 0) return;
  const inDoubt = await db().syncOperation.count({ where: { syncDefId: definitionId, state: "SENT" } });
  if (inDoubt > 0) await sleep(waitMs, undefined, { signal });
}
