import type { z } from "zod";
import { answer, type Definition, definedActions } from "@/lib/answer";
import { currentContext, currentRequestId } from "@/lib/auth/session";
import type { ActionResult } from "@/lib/errors/action-result";

/**
 * Makes a server action of a name, a zod input, a policy and one function. Export it from a feature's `actions.ts` ("use server").
 * The input comes from outside and is parsed whatever its type says; refusals and errors are answers, not exceptions.
 */
export function defineAction<Schema extends z.ZodType, T>(
  definition: Definition<Schema, T>,
): (input: z.input<Schema>) => Promise<ActionResult<T>> {
  const handler = async (input: z.input<Schema>) =>
    answer(definition, { requestId: await currentRequestId(), context: currentContext }, input);
  definedActions.set(definition.name, { kind: "action", policy: definition.policy, handler });
  return handler;
}
