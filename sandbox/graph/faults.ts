import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Answer, Call } from "./call";
import type { Json } from "./entities";
import { GraphError, resourceModified, throttled } from "./errors";

/** What a rule does. `…After` means: the call is applied first, and then its answer is lost or replaced. */
const actionSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.enum(["answer", "answerAfter"]),
    status: z.number().int().min(200).max(599),
    headers: z.record(z.string(), z.string()).optional(),
    body: z.json().optional(),
  }),
  z.strictObject({ kind: z.enum(["drop", "dropAfter"]) }),
  z.strictObject({ kind: z.literal("delay"), ms: z.number().min(0), jitterMs: z.number().min(0).default(0) }),
  z.strictObject({ kind: z.literal("cutBody"), keep: z.number().min(0).max(1) }),
]);

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

export const faultSchema = z.strictObject({
  id: z.string().default(() => randomUUID()),
  /** Regular expressions, matched without case; left out: everything. */
  method: pattern,
  path: pattern,
  body: pattern,
  /** A call on the wire, an entry inside a batch, or either. */
  where: z.enum(["call", "entry", "any"]).default("any"),
  action: actionSchema,
  /** Share of matching calls that the rule hits, drawn from a generator with this seed. */
  probability: z.number().min(0).max(1).default(1),
  seed: z.number().int().default(1),
  /** Lets the first matching calls pass. */
  after: z.number().int().min(0).default(0),
  /** Ends the rule after so many hits. */
  times: z.number().int().min(1).optional(),
});

export type Fault = z.infer<typeof faultSchema>;
type Action = Fault["action"];
export type Interference = Exclude<Action, { kind: "delay" }>;

interface Rule {
  fault: Fault;
  random: () => number;
  seen: number;
  hits: number;
}

export interface Verdict {
  delayMs: number;
  interference?: Interference;
  rule?: string;
}

/** The rules in force, tried in the order they were added; every delay that matches adds up, the first other action wins. */
export class Faults {
  private rules: Rule[] = [];

  add(fault: Fault): void {
    this.rules.push({ fault, random: mulberry(fault.seed), seen: 0, hits: 0 });
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

  judge(call: Call): Verdict {
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

function applies(rule: Rule, call: Call): boolean {
  const { fault } = rule;
  if (fault.where !== "any" && (fault.where === "entry") !== call.inBatch) return false;
  if (fault.times !== undefined && rule.hits >= fault.times) return false;
  if (fault.method !== "" && !new RegExp(`^(?:${fault.method})$`, "i").test(call.method)) return false;
  if (fault.path !== "" && !new RegExp(fault.path, "i").test(call.path + call.search)) return false;
  if (fault.body !== "" && !new RegExp(fault.body, "i").test(JSON.stringify(call.body ?? null))) return false;
  rule.seen++;
  if (rule.seen <= fault.after) return false;
  return fault.probability === 1 || rule.random() < fault.probability;
}

/** A small generator with a seed, so that a failed trial can be repeated. */
function mulberry(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The answer of a rule; without a body the usual one for its status (Graph contract 1.2), and none for 503. */
export function faultAnswer(action: Extract<Interference, { status: number }>): Answer | GraphError {
  const headers = action.headers ?? {};
  if (action.body !== undefined) return { status: action.status, headers, body: action.body as Json };
  switch (action.status) {
    case 409:
      return resourceModified(409);
    case 412:
      return resourceModified(412);
    case 429:
      return throttled(Number(headers["Retry-After"] ?? 1));
    case 503:
      return { status: 503, headers };
    default:
      return new GraphError(action.status, "generalException", "General exception while processing", { headers });
  }
}
