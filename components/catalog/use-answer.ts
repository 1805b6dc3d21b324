"use client";

import { useState, useTransition } from "react";
import { noAnswer } from "@/components/forms/no-answer";
import type { ActionResult, Reason } from "@/lib/errors/action-result";

/** Asks an action for something to show in place; why it was refused stays until the next asking. */
export function useAnswer<Input, T>(action: (input: Input) => Promise<ActionResult<T>>, onAnswer: (data: T) => void) {
  const [reason, setReason] = useState<Reason | null>(null);
  const [isPending, startTransition] = useTransition();
  const ask = (input: Input) =>
    startTransition(async () => {
      const result = await action(input).catch((): ActionResult<T> => ({ ok: false, reason: noAnswer }));
      setReason(result.ok ? null : result.reason);
      if (result.ok) onAnswer(result.data);
    });
  return { ask, reason, isPending };
}
