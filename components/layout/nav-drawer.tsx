"use client";

import { X } from "lucide-react";
import { Dialog } from "radix-ui";
import { NavList } from "./nav-list";
import { HomeLink } from "./side-nav";

/** The drawer while it is open. */
export function NavDrawer({ onClose }: { onClose: () => void }) {
  return (
    <Dialog.Root open onOpenChange={onClose}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 animate-appear bg-scrim" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed inset-y-0 left-0 z-50 flex w-66 animate-slide-in flex-col gap-3 border-line border-r bg-sunken shadow-lg"
        >
          <Dialog.Title className="sr-only">Navigation</Dialog.Title>
          <div className="flex h-12 items-center justify-between px-4">
            <HomeLink />
            <Dialog.Close
              aria-label="Close the navigation"
              className="grid size-8 place-items-center rounded-md text-ink-muted hover:bg-hover hover:text-ink"
            >
              <X aria-hidden className="size-4" strokeWidth={1.75} />
            </Dialog.Close>
          </div>
          <NavList narrow={false} onGo={onClose} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
