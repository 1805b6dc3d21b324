"use client";

import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { toast } from "@/components/ui/toast";
import type { ActionResult } from "@/lib/errors/action-result";
import { noAnswer } from "./no-answer";
import { signInAddress } from "./sign-in-address";

interface UseActionOptions<T> {
  /** What to say when it is done: "Run started". */
  done?: string;
  onDone?: (data: T) => void;
}

/** Calls an action outside of a form: a passing notice tells how it went, and the page's data is asked for anew. */
export function useAction<Input, T>(
  action: (input: Input) => Promise<ActionResult<T>>,
  options: UseActionOptions<T> = {},
) {
  const router = useRouter();
  const [isPending, startTransition] = useTransition();
  /** Resolves whether it was done. */
  const perform = async (input: Input): Promise<boolean> => {
    const result = await action(input).catch((): ActionResult<T> => ({ ok: false, reason: noAnswer }));
    if (!result.ok) {
      const { title, message, remedy, requestId, code } = result.reason;
      // What they set is shown beneath the notice.
      if (code === "changed-meanwhile") router.refresh();
      const reference = code === "unexpected" && requestId ? ` Reference ${requestId}.` : "";
      toast.error(message || title, {
        description: `${remedy}${reference}`,
        durationMs: 12_000,
        ...(code === "not-signed-in"
          ? { action: { label: "Sign in again", onClick: () => location.assign(signInAddress()) } }
          : {}),
      });
      return false;
    }
    if (options.done) toast.success(options.done);
    router.refresh();
    options.onDone?.(result.data);
    return true;
  };
  const start = (input: Input) =>
    startTransition(async () => {
      await perform(input);
    });
  return { perform, start, isPending };
}
