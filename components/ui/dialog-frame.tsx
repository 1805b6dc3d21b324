"use client";

import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import { type ReactNode, useRef } from "react";
import { cx } from "./class-names";
import { noticesSelector } from "./toast";

export interface DialogFrameProps {
  title: ReactNode;
  description?: ReactNode;
  children?: ReactNode;
  /** Buttons at the foot: the deed first, the way out last, as at the foot of a form. */
  footer?: ReactNode;
  size?: "sm" | "md" | "lg";
}

const widths = { sm: "max-w-md", md: "max-w-xl", lg: "max-w-3xl" };

interface OpenDialogProps extends DialogFrameProps {
  /** What was pressed to open it, where that is known. */
  opener: HTMLElement | null;
  onClose: () => void;
}

/** A notice stands above the dialog; putting it away is no wish to leave. */
function stayForNotices(event: CustomEvent): void {
  if ((event.target as Element).closest(noticesSelector)) event.preventDefault();
}

/** A dialog that is open. Takes the keyboard, and gives it back when it goes. */
export function DialogFrame({ opener, onClose, title, description, children, footer, size = "md" }: OpenDialogProps) {
  const before = useRef<Element | null>(null);
  // What closed it may have led the keyboard on already.
  const returnFocus = (event: Event) => {
    event.preventDefault();
    const isLost = document.activeElement === null || document.activeElement === document.body;
    const place = opener ?? before.current;
    if (isLost && place instanceof HTMLElement) place.focus();
  };
  return (
    <Radix.Root open onOpenChange={onClose}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-appear bg-scrim" />
        <div className="pointer-events-none fixed inset-0 z-50 flex items-start justify-center overflow-y-auto p-4 pt-[12vh]">
          <Radix.Content
            {...(description ? {} : { "aria-describedby": undefined })}
            onInteractOutside={stayForNotices}
            onCloseAutoFocus={returnFocus}
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
            {footer && <div className="flex flex-wrap gap-2 border-line border-t bg-sunken/60 px-5 py-3">{footer}</div>}
          </Radix.Content>
        </div>
      </Radix.Portal>
    </Radix.Root>
  );
}
