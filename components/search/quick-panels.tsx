"use client";

import { useTransition } from "react";
import { ShortcutSheet } from "@/components/layout/shortcut-sheet";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import type { FoundCommand } from "@/lib/features/search/types";
import { CommandPalette, type PaletteRights } from "./command-palette";
import { confirmationOf, useCommand } from "./use-command";

/** What is open above the page: the palette, the sheet of keys, or the question before a command. */
export type Panel = "palette" | "shortcuts" | FoundCommand;

interface QuickPanelsProps extends PaletteRights {
  open: Panel;
  onOpen: (panel: Panel | null) => void;
  /** What is looked for in the palette. */
  text: string;
  onText: (text: string) => void;
  signOut: () => Promise<void>;
}

export function QuickPanels({ open, onOpen, text, onText, signOut, ...rights }: QuickPanelsProps) {
  const [, startTransition] = useTransition();
  const carryOut = useCommand();
  const close = () => onOpen(null);
  if (open === "shortcuts") return <ShortcutSheet onClose={close} />;
  if (open === "palette") {
    return (
      <CommandPalette
        text={text}
        onText={onText}
        onClose={close}
        onShowShortcuts={() => onOpen("shortcuts")}
        onCommand={(command) => {
          onOpen(confirmationOf(command) && command);
          if (!confirmationOf(command)) void carryOut(command);
        }}
        onSignOut={() => startTransition(signOut)}
        {...rights}
      />
    );
  }
  const confirmation = confirmationOf(open);
  if (confirmation === null) return null;
  return (
    <ConfirmDialog
      open
      onOpenChange={close}
      title={confirmation.title}
      confirm={confirmation.verb}
      onConfirm={() => carryOut(open)}
    >
      {confirmation.body}
    </ConfirmDialog>
  );
}
