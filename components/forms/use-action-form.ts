"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { type DefaultValues, type FieldPath, type FieldValues, type UseFormReturn, useForm } from "react-hook-form";
import type { z } from "zod";
import type { ActionResult, Reason } from "@/lib/errors/action-result";
import { speakPlainly } from "@/lib/errors/field-messages";
import { noAnswer } from "./no-answer";

speakPlainly();

interface ActionFormOptions<Values extends FieldValues, T> {
  /** The schema of the action, or a part of it: the same rules in the form and on the server. */
  schema: z.ZodType<unknown, Values>;
  action: (input: Values) => Promise<ActionResult<T>>;
  defaults: DefaultValues<Values>;
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
  const form = useForm<Values>({
    resolver: zodResolver(schema, undefined, { raw: true }),
    defaultValues: defaults,
    // Not on blur: an error that appears while the pointer goes down pushes the button away from under it.
    mode: "onSubmit",
  });
  const submit = form.handleSubmit(async (values) => {
    setReason(null);
    const result = await action(values).catch((): ActionResult<T> => ({ ok: false, reason: noAnswer }));
    if (result.ok) {
      form.reset(values);
      router.refresh();
      onDone?.(result.data);
      return;
    }
    setReason(result.reason);
    for (const [name, message] of Object.entries(result.reason.fieldErrors ?? {})) {
      form.setError(name as FieldPath<Values>, { type: "server", message });
    }
  });
  return { form, reason, isPending: form.formState.isSubmitting, submit };
}
