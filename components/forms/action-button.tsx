"use client";

import { useRouter } from "next/navigation";
import type { ReactNode } from "react";
import { Button, type ButtonLook } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import type { ActionResult } from "@/lib/errors/action-result";
import { useAction } from "./use-action";

interface ActionButtonProps<Input, T> extends ButtonLook {
  /** A server action made by defineAction; server pages may pass it. */
  action: (input: Input) => Promise<ActionResult<T>>;
  input: Input;
  /** The passing notice on success. */
  done?: string;
  /** Where to go on success. */
  doneHref?: string;
  icon?: ReactNode;
  disabled?: boolean;
  /** Asks first. `typeName` where it cannot be undone. */
  confirm?: { title: string; body: ReactNode; verb: string; typeName?: string };
  children: ReactNode;
}

/** One action as a button: pending while it runs, notice when done or refused, confirmation where asked for. */
export function ActionButton<Input, T>(props: ActionButtonProps<Input, T>) {
  const { action, input, done, doneHref, confirm, variant, size, icon, disabled, children } = props;
  const router = useRouter();
  const { perform, start, isPending } = useAction(action, {
    done,
    onDone: doneHref ? () => router.push(doneHref) : undefined,
  });
  const look = { variant, size, icon, disabled };
  if (!confirm) {
    return (
      <Button {...look} pending={isPending} onClick={() => start(input)}>
        {children}
      </Button>
    );
  }
  return (
    <ConfirmDialog
      trigger={<Button {...look}>{children}</Button>}
      title={confirm.title}
      confirm={confirm.verb}
      typeName={confirm.typeName}
      danger={variant === "danger"}
      onConfirm={() => perform(input)}
    >
      {confirm.body}
    </ConfirmDialog>
  );
}
