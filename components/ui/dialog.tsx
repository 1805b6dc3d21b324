"use client";

import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import { type ReactNode, useRef } from "react";
import { cx } from "./class-names";

interface DialogProps {
  /** The button that opens it; leave out when `open` is held by the caller. */
  trigger?: ReactNode;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  title: ReactNode;
  description?: ReactNode;
  children?: ReactNode;
  /** Buttons at the foot, the main one last. */
  footer?: ReactNode;
  size?: "sm" | "md" | "lg";
}

const widths = { sm: "max-w-md", md: "max-w-xl", lg: "max-w-3xl" };

/** One question or one form above the page. Escape and the cross close it. */
export function Dialog({
  trigger,
  open,
  onOpenChange,
  title,
  description,
  children,
  footer,
  size = "md",
}: DialogProps) {
  // Without a button of its own the dialog does not know by itself where the keyboard was. What closed it may have led the keyboard on already.
  const before = useRef<Element | null>(null);
  const returnFocus = (event: Event) => {
    event.preventDefault();
    const isLost = document.activeElement === null || document.activeElement === document.body;
    if (isLost && before.current instanceof HTMLElement) before.current.focus();
  };
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      {trigger && <Radix.Trigger asChild>{trigger}</Radix.Trigger>}
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-appear bg-scrim" />
        <div className="pointer-events-none fixed inset-0 z-50 flex items-start justify-center overflow-y-auto p-4 pt-[12vh]">
          <Radix.Content
            {...(description ? {} : { "aria-describedby": undefined })}
            {...(trigger ? {} : { onCloseAutoFocus: returnFocus })}
            onOpenAutoFocus={() => {
              before.current = document.activeElement;
            }}
            className={cx(
              "pointer-events-auto relative flex max-h-[76vh] w-full animate-appear flex-col overflow-hidden rounded-lg border border-line bg-raised shadow-lg",
              widths[size],
            )}
          >
            <div className="flex flex-col gap-1 px-5 pt-4 pr-12 pb-3">
              <Radix.Title className="wrap-anywhere font-semibold text-ink text-lg">{title}</Radix.Title>
              {description && (
                <Radix.Description className="text-pretty text-ink-muted">{description}</Radix.Description>
              )}
            </div>
            <Radix.Close
              aria-label="Close"
              className="absolute top-3.5 right-3.5 grid size-7 place-items-center rounded-md text-ink-muted hover:bg-hover hover:text-ink"
            >
              <X aria-hidden className="size-4" strokeWidth={1.75} />
            </Radix.Close>
            {children && <div className="min-h-0 flex-1 overflow-y-auto px-5 pt-1 pb-5">{children}</div>}
            {footer && (
              <div className="flex justify-end gap-2 border-line border-t bg-sunken/60 px-5 py-3">{footer}</div>
            )}
          </Radix.Content>
        </div>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** Closes the dialog it stands in. */
export function DialogClose({ children }: { children: ReactNode }) {
  return <Radix.Close asChild>{children}</Radix.Close>;
}
