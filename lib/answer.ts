import { unstable_rethrow } from "next/navigation";
import type { z } from "zod";
import { type Context, type Policy, requireAllowed } from "@/lib/context";
import type { ActionResult, Reason } from "@/lib/errors/action-result";
import { AppError, messageOf } from "@/lib/errors/app-error";
import { describeError } from "@/lib/errors/codes";
import { speakPlainly } from "@/lib/errors/field-messages";
import { isRefusedValue } from "@/lib/errors/refused-value";
import { log } from "@/lib/log";

speakPlainly();

/** What actions and routes have in common: a name, what may come in, who may ask, one function. */
export interface Definition<Schema extends z.ZodType, T> {
  /** `noun.verb`, as it appears in logs: "applications.create". */
  readonly name: string;
  readonly input: Schema;
  readonly policy: Policy;
  readonly run: (context: Context, input: z.output<Schema>) => Promise<T>;
}

/** Who asks, and under which id the request is logged. */
export interface Asker {
  readonly requestId: string;
  /** Throws `not-signed-in` when nobody is. */
  readonly context: () => Promise<Context>;
}

interface DefinedAction {
  readonly kind: "action" | "route";
  readonly policy: Policy;
  /** What the module exports: the action or the GET handler. */
  readonly handler: (...input: never[]) => Promise<unknown>;
}

/** By name everything that can be asked from outside, for the test that asks each with too low a role. */
export const definedActions = new Map<string, DefinedAction>();

/** Session, allowed, parse, run: in this order, so that nobody learns about inputs of what they may not do. Throws nothing but Next's own signals. */
export async function answer<Schema extends z.ZodType, T>(
  definition: Definition<Schema, T>,
  asker: Asker,
  input: unknown,
): Promise<ActionResult<T>> {
  try {
    const context = await asker.context();
    requireAllowed(context, definition.policy);
    const parsed = definition.input.safeParse(input);
    if (!parsed.success) return { ok: false, reason: inputReason(parsed.error, asker.requestId) };
    return { ok: true, data: await definition.run(context, parsed.data) };
  } catch (error) {
    // `redirect()` and its kin speak by throwing.
    unstable_rethrow(error);
    return { ok: false, reason: reasonOf(error, { name: definition.name, requestId: asker.requestId }) };
  }
}

function inputReason(error: z.ZodError, requestId: string): Reason {
  const fieldErrors: Record<string, string> = {};
  for (const issue of error.issues) fieldErrors[issue.path.join(".")] ??= issue.message;
  const { "": whole, ...fields } = fieldErrors;
  const entry = describeError("input-invalid");
  return {
    code: "input-invalid",
    title: entry.title,
    message: whole ?? entry.title,
    remedy: entry.remedy,
    fieldErrors: fields,
    requestId,
  };
}

/**
 * The answer for anything thrown. An AppError speaks for itself (`details.field` names the field it is about);
 * anything else is logged whole under the request id and told to nobody.
 */
export function reasonOf(error: unknown, request: { name: string; requestId: string }): Reason {
  const { name, requestId } = request;
  if (!(error instanceof AppError)) {
    if (isRefusedValue(error)) return reasonOf(new AppError("input-invalid", { cause: error }), request);
    log("web").error({ err: error, action: name, requestId }, "unexpected error");
    const entry = describeError("unexpected");
    return { code: "unexpected", title: entry.title, message: entry.cause, remedy: entry.remedy, requestId };
  }
  log("web").info({ code: error.code, action: name, requestId }, messageOf(error));
  const { field, fields } = error.details;
  return {
    code: error.code,
    title: describeError(error.code).title,
    message: error.message,
    remedy: error.remedy,
    ...(typeof field === "string" ? { fieldErrors: { [field]: error.message } } : {}),
    ...(fields === undefined ? {} : { fieldErrors: fields as Reason["fieldErrors"] }),
    requestId,
  };
}
