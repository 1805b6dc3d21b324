"use client";

import {
  type ComponentProps,
  cloneElement,
  createContext,
  type ReactElement,
  type ReactNode,
  use,
  useState,
} from "react";
import { Button, type ButtonLook } from "./button";
import type { DialogFrameProps } from "./dialog-frame";
import { later, useLater, warming } from "./later";

const frame = later(() => import("./dialog-frame").then((part) => part.DialogFrame));

const CloseContext = createContext<(() => void) | undefined>(undefined);

/** The button that opens it; leave out when `open` is held by the caller. */
export type DialogTrigger = ReactElement<ComponentProps<"button">>;

interface DialogProps extends DialogFrameProps {
  trigger?: DialogTrigger;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
}

/** One question or one form above the page. Escape and the cross close it. */
export function Dialog({ trigger, open, onOpenChange, ...shown }: DialogProps) {
  const [ownOpen, setOwnOpen] = useState(false);
  const [opener, setOpener] = useState<HTMLElement | null>(null);
  const setOpen = (next: boolean) => {
    setOwnOpen(next);
    onOpenChange?.(next);
  };
  const close = () => setOpen(false);
  const isOpen = open ?? ownOpen;
  const DialogFrame = useLater(frame, isOpen, close);
  return (
    <>
      {trigger &&
        cloneElement(trigger, {
          ...warming(frame),
          "aria-haspopup": "dialog",
          "aria-expanded": isOpen,
          onClick: (event) => {
            trigger.props.onClick?.(event);
            setOpener(event.currentTarget);
            setOpen(true);
          },
        })}
      {DialogFrame && (
        <CloseContext value={close}>
          <DialogFrame opener={opener} onClose={close} {...shown} />
        </CloseContext>
      )}
    </>
  );
}

/** A button that closes the dialog it stands in. */
export function DialogClose({ variant = "quiet", children }: Pick<ButtonLook, "variant"> & { children: ReactNode }) {
  return (
    <Button variant={variant} onClick={use(CloseContext)}>
      {children}
    </Button>
  );
}
