"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useRouter } from "next/navigation";
import { useRef, useState } from "react";
import { type DefaultValues, type FieldPath, type FieldValues, type UseFormReturn, useForm } from "react-hook-form";
import type { z } from "zod";
import type { ActionResult, Reason } from "@/lib/errors/action-result";
import { speakPlainly } from "@/lib/errors/field-messages";
import { noAnswer } from "./no-answer";

speakPlainly();

type Seen = Readonly<Record<string, unknown>> | undefined;

interface ActionFormOptions<Values extends FieldValues, T> {
  /** The schema of the action, or a part of it: the same rules in the form and on the server. */
  schema: z.ZodType<unknown, Values>;
  action: (input: Values, seen: Seen) => Promise<ActionResult<T>>;
  defaults: DefaultValues<Values>;
  /** The stored values that the form begins from, by the names of the action's input: what somebody else changed meanwhile is not replaced unseen. */
  seen?: Seen;
  /** After the action succeeded and the page's data was asked for anew: close a dialog, go to the new thing. */
  onDone?: (data: T) => void;
}

/** A form bound to one action: what fields, summary and submit button need. */
export interface ActionForm<Values extends FieldValues> {
  readonly form: UseFormReturn<Values>;
  /** Why the last submission was not served; `null` before and after a success. */
  readonly reason: Reason | null;
  readonly isPending: boolean;
  readonly submit: (event?: React.BaseSyntheticEvent) => Promise<void>;
}

/**
 * Checks with the schema, calls the action with the values as typed (the server parses them itself), puts its field errors at their fields
 * and everything else into the summary.
 */
export function useActionForm<Values extends FieldValues, T>(
  options: ActionFormOptions<Values, T>,
): ActionForm<Values> {
  const { schema, action, defaults, onDone } = options;
  const router = useRouter();
  const [reason, setReason] = useState<Reason | null>(null);
  // As they were when the form opened: the page's data may be asked for anew beneath it.
  const seen = useRef(options.seen);
  const form = useForm<Values>({
    resolver: zodResolver(schema, undefined, { raw: true }),
    defaultValues: defaults,
    // Not on blur: an error that appears while the pointer goes down pushes the button away from under it.
    mode: "onSubmit",
  });
  const submit = form.handleSubmit(async (values) => {
    setReason(null);
    const result = await action(values, seen.current).catch((): ActionResult<T> => ({ ok: false, reason: noAnswer }));
    if (result.ok) {
      form.reset(values);
      seen.current = seen.current && stored(schema.parse(values), seen.current);
      router.refresh();
      onDone?.(result.data);
      return;
    }
    setReason(result.reason);
    if (result.reason.code === "changed-meanwhile") {
      // Told once, whoever saves again means it.
      seen.current = undefined;
      router.refresh();
    }
    for (const [name, message] of Object.entries(result.reason.fieldErrors ?? {})) {
      form.setError(name as FieldPath<Values>, { type: "server", message });
    }
  });
  return { form, reason, isPending: form.formState.isSubmitting, submit };
}

/** What stands in the store after a success, of what was compared before. */
function stored(input: unknown, seen: NonNullable<Seen>): Seen {
  const saved = new Map(Object.entries(input as object));
  return Object.fromEntries(Object.keys(seen).map((name) => [name, saved.get(name)]));
}
