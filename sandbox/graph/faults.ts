import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Answer, Call } from "./call";
import type { Json } from "./entities";
import {
  accessDenied,
  GraphError,
  invalidRequest,
  notFound,
  resourceModified,
  throttled,
  tokenExpired,
  viewThreshold,
} from "./errors";
import { seededRandom } from "./random";

/** What a rule does. `…After` means: the call is applied first, and then its answer is lost or replaced. */
const actionSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.enum(["answer", "answerAfter"]),
    status: z.number().int().min(200).max(599),
    headers: z.record(z.string(), z.string()).optional(),
    body: z.json().optional(),
    /** No body at all, as some refusals of the service have none. */
    empty: z.boolean().optional(),
  }),
  z.strictObject({ kind: z.enum(["drop", "dropAfter"]) }),
  z.strictObject({ kind: z.literal("delay"), ms: z.number().min(0), jitterMs: z.number().min(0).default(0) }),
  z.strictObject({ kind: z.literal("cutBody"), keep: z.number().min(0).max(1) }),
  /** For notifications: delivered so many times more, or under a client state that is not the subscriber's. */
  z.strictObject({ kind: z.literal("repeat"), copies: z.number().int().min(1).default(1) }),
  z.strictObject({ kind: z.literal("forgeState") }),
]);

const forNotifications: readonly string[] = ["drop", "delay", "repeat", "forgeState"];
const forCalls: readonly string[] = ["answer", "answerAfter", "drop", "dropAfter", "delay", "cutBody"];

const pattern = z
  .string()
  .default("")
  .refine((text) => isPattern(text), "This is not a regular expression.");

function isPattern(text: string): boolean {
  try {
    return new RegExp(text) instanceof RegExp;
  } catch {
    return false;
  }
}

const ruleSchema = z.strictObject({
  id: z.string().default(() => randomUUID()),
  /** Regular expressions, matched without case; left out: everything. */
  method: pattern,
  path: pattern,
  body: pattern,
  /** A call on the wire, an entry inside a batch, either; or a change notification, whose path is the receiver's address. */
  where: z.enum(["call", "entry", "any", "notification"]).default("any"),
  action: actionSchema,
  /** Share of matching calls that the rule hits, drawn from a generator with this seed. */
  probability: z.number().min(0).max(1).default(1),
  seed: z.number().int().default(1),
  /** Lets the first matching calls pass. */
  after: z.number().int().min(0).default(0),
  /** Ends the rule after so many hits. */
  times: z.number().int().min(1).optional(),
});

export const faultSchema = ruleSchema.refine(
  ({ where, action }) => (where === "notification" ? forNotifications : forCalls).includes(action.kind),
  "This action is not for where the rule applies.",
);

export type Fault = z.infer<typeof faultSchema>;
type Action = Fault["action"];
export type Interference = Exclude<Action, { kind: "delay" }>;

interface Rule {
  fault: Fault;
  random: () => number;
  seen: number;
  hits: number;
}

/** What a rule looks at. */
export type Judged = Pick<Call, "method" | "path" | "search" | "body" | "inBatch"> & { isNotification?: boolean };

export interface Verdict {
  delayMs: number;
  interference?: Interference;
  rule?: string;
}

/** The rules in force, tried in the order they were added; every delay that matches adds up, the first other action wins. */
export class Faults {
  private rules: Rule[] = [];

  add(fault: Fault): void {
    this.rules.push({ fault, random: seededRandom(fault.seed), seen: 0, hits: 0 });
  }

  remove(id: string): boolean {
    const before = this.rules.length;
    this.rules = this.rules.filter((rule) => rule.fault.id !== id);
    return this.rules.length < before;
  }

  clear(): void {
    this.rules = [];
  }

  list(): (Fault & { seen: number; hits: number })[] {
    return this.rules.map(({ fault, seen, hits }) => ({ ...fault, seen, hits }));
  }

  judge(call: Judged): Verdict {
    const verdict: Verdict = { delayMs: 0 };
    for (const rule of this.rules) {
      if (!applies(rule, call)) continue;
      const { action } = rule.fault;
      if (action.kind === "delay") verdict.delayMs += action.ms + rule.random() * action.jitterMs;
      else if (!verdict.interference) {
        verdict.interference = action;
        verdict.rule = rule.fault.id;
      } else continue;
      rule.hits++;
    }
    return verdict;
  }
}

function applies(rule: Rule, call: Judged): boolean {
  const { fault } = rule;
  if ((fault.where === "notification") !== (call.isNotification === true)) return false;
  if ((fault.where === "call" || fault.where === "entry") && (fault.where === "entry") !== call.inBatch) return false;
  if (fault.times !== undefined && rule.hits >= fault.times) return false;
  if (fault.method !== "" && !new RegExp(`^(?:${fault.method})$`, "i").test(call.method)) return false;
  if (fault.path !== "" && !new RegExp(fault.path, "i").test(call.path + call.search)) return false;
  if (fault.body !== "" && !new RegExp(fault.body, "i").test(JSON.stringify(call.body ?? null))) return false;
  rule.seen++;
  if (rule.seen <= fault.after) return false;
  return fault.probability === 1 || rule.random() < fault.probability;
}

/** Usual refusals by status (Graph contract 1.2). */
const usual: Record<number, () => GraphError> = {
  400: () => invalidRequest(),
  401: () => tokenExpired(),
  403: () => accessDenied(),
  404: () => notFound(),
  409: () => resourceModified(409),
  412: () => resourceModified(412),
  422: () => viewThreshold("422"),
  423: () => new GraphError(423, "notAllowed", "The resource is locked.", { inner: { code: "resourceLocked" } }),
  501: () => new GraphError(501, "notSupported", "The request is not supported by the system"),
  507: () => new GraphError(507, "quotaLimitReached", "The storage quota is exceeded."),
};

/**
 * The answer of a rule; without a body the usual one for its status (Graph contract 1.2), and none for 503. A 429 waits for one second
 * unless its headers say otherwise; an empty Retry-After leaves that header out.
 */
export function faultAnswer(action: Extract<Interference, { status: number }>): Answer | GraphError {
  const { status, body, empty } = action;
  const headers = { ...action.headers };
  if (body !== undefined) return { status, headers, body: body as Json };
  if (empty || status === 503) return { status, headers };
  const { "Retry-After": wait = "1", ...others } = headers;
  const error =
    status === 429
      ? throttled(wait === "" ? undefined : Number(wait))
      : (usual[status]?.() ?? new GraphError(status, "generalException", "General exception while processing"));
  return new GraphError(error.status, error.code, error.message, {
    ...error.more,
    headers: { ...error.more.headers, ...(status === 429 ? others : headers) },
  });
}
