"use client";

import { Menu } from "radix-ui/internal";
import { type ReactNode, useRef } from "react";

export const { Item, CheckboxItem, Separator } = Menu;

interface MenuFrameProps {
  id: string;
  align: "start" | "end";
  /** The button that it stands under. */
  opener: HTMLElement;
  /** Opened by a key: the first of its items has the keyboard. */
  isByKey: boolean;
  onClose: () => void;
  children: ReactNode;
}

/** A menu that is open. */
export function MenuFrame({ id, align, opener, isByKey, onClose, children }: MenuFrameProps) {
  const anchor = useRef(opener);
  const isLeft = useRef(false);
  return (
    <Menu.Root open onOpenChange={onClose} modal={false}>
      <Menu.Anchor virtualRef={anchor} />
      <Menu.Portal>
        <Menu.Content
          ref={isByKey ? focusFirst : undefined}
          id={id}
          aria-labelledby={opener.id}
          align={align}
          sideOffset={6}
          collisionPadding={8}
          onInteractOutside={() => {
            isLeft.current = true;
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            // Who went on to something else keeps it.
            if (!isLeft.current) opener.focus();
          }}
          className="z-50 min-w-44 max-w-80 animate-appear rounded-lg border border-line bg-raised p-1 shadow-lg"
        >
          {children}
        </Menu.Content>
      </Menu.Portal>
    </Menu.Root>
  );
}

function focusFirst(menu: HTMLElement | null): void {
  menu?.querySelector<HTMLElement>("[role^=menuitem]")?.focus({ preventScroll: true });
}
