import type { z } from "zod";

/**
 * What the queue is told about a kind of job. A job is a wake-up and never the work itself: its payload names what to
 * look at, the state lives in the metastore, and working it twice or too early does no harm.
 */
export interface JobDefinition<Payload extends object> {
  /** Kebab-case; names the queue. */
  readonly name: string;
  readonly payload: z.ZodType<Payload>;
  /** `short`: at most one waiting job a singleton key, while another may be worked. `standard`: any number. */
  readonly policy: "short" | "standard";
  /** What makes two waiting jobs the same one. */
  readonly singletonKey?: (payload: Payload) => string;
  /** How often a failed job is tried again, with growing pauses. */
  readonly retryLimit: number;
  /** After this time a job counts as lost and is tried again; its signal is aborted. */
  readonly expireInSeconds: number;
  /** A worker that says nothing for this long has died and the job is tried again. Without it only expiry tells. */
  readonly heartbeatSeconds?: number;
}

// Limits of pg-boss 12.38: a job lives at most a day in a worker's hands, a heartbeat is at least ten seconds.
const longestSeconds = 86_400;
const shortestHeartbeatSeconds = 10;

/** Declares a kind of job; throws at load time when the declaration contradicts itself. */
export function defineJob<Payload extends object>(definition: JobDefinition<Payload>): JobDefinition<Payload> {
  const wrong = flawOf(definition);
  if (wrong) throw new Error(`Job "${definition.name}" ${wrong}.`);
  return definition;
}

function flawOf<Payload extends object>(definition: JobDefinition<Payload>): string | undefined {
  const { name, policy, singletonKey, retryLimit, expireInSeconds, heartbeatSeconds } = definition;
  if (!/^[a-z]+(-[a-z]+)*$/.test(name)) return "must have a kebab-case name";
  if (policy === "short" && !singletonKey) return 'has policy "short" and needs a singletonKey';
  if (!Number.isInteger(retryLimit) || retryLimit < 0) return "needs a retryLimit of 0 or more";
  if (!Number.isInteger(expireInSeconds) || expireInSeconds < 1 || expireInSeconds > longestSeconds) {
    return `must expire within 1 to ${longestSeconds} seconds`;
  }
  if (heartbeatSeconds !== undefined && heartbeatSeconds < shortestHeartbeatSeconds) {
    return `needs heartbeatSeconds of at least ${shortestHeartbeatSeconds}`;
  }
  return undefined;
}
