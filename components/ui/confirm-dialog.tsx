"use client";

import { type ReactNode, useId, useState, useTransition } from "react";
import { Button } from "./button";
import { Dialog, DialogClose, type DialogTrigger } from "./dialog";
import { Input } from "./input";
import { Label } from "./label";

interface ConfirmDialogProps {
  trigger?: DialogTrigger;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  /** A question: "Archive the application?" */
  title: string;
  /** What will happen, with numbers. */
  children: ReactNode;
  /** The verb on the button: "Archive". */
  confirm: string;
  /** Where it cannot be undone: this name must be typed first. */
  typeName?: string;
  danger?: boolean;
  /** Resolves true when done; the dialog stays open otherwise, with whatever the caller shows in `children`. */
  onConfirm: () => Promise<boolean>;
}

export function ConfirmDialog({
  trigger,
  open,
  onOpenChange,
  title,
  children,
  confirm,
  typeName,
  danger = false,
  onConfirm,
}: ConfirmDialogProps) {
  const [ownOpen, setOwnOpen] = useState(false);
  const [typed, setTyped] = useState("");
  const [pending, startTransition] = useTransition();
  const field = useId();
  const setOpen = (next: boolean) => {
    setTyped("");
    setOwnOpen(next);
    onOpenChange?.(next);
  };
  const run = () =>
    startTransition(async () => {
      if (await onConfirm()) setOpen(false);
    });
  return (
    <Dialog
      trigger={trigger}
      open={open ?? ownOpen}
      onOpenChange={setOpen}
      title={title}
      size="sm"
      footer={
        <>
          <Button
            variant={danger ? "danger" : "primary"}
            pending={pending}
            disabled={typeName !== undefined && typed !== typeName}
            onClick={run}
          >
            {confirm}
          </Button>
          <DialogClose>Cancel</DialogClose>
        </>
      }
    >
      <div className="flex flex-col gap-4 text-ink-muted">
        <div>{children}</div>
        {typeName !== undefined && (
          <div className="flex flex-col gap-1.5">
            <Label htmlFor={field}>
              <span>
                Type <code className="rounded-xs bg-hover px-1">{typeName}</code> to confirm
              </span>
            </Label>
            <Input
              id={field}
              mono
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
              autoComplete="off"
              spellCheck={false}
            />
          </div>
        )}
      </div>
    </Dialog>
  );
}
