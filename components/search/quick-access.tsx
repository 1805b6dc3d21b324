"use client";

import { Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState, useTransition } from "react";
import { places } from "@/components/layout/places";
import { ShortcutSheet } from "@/components/layout/shortcut-sheet";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Kbd } from "@/components/ui/kbd";
import type { FoundCommand } from "@/lib/features/search/types";
import { CommandPalette, type PaletteRights } from "./command-palette";
import { confirmationOf, useCommand } from "./use-command";
import { useRememberPages } from "./use-recent-pages";

interface QuickAccessProps extends PaletteRights {
  signOut: () => Promise<void>;
}

/** The search field of the top bar, which opens the palette, and the keys that work everywhere. */
export function QuickAccess({ signOut, ...rights }: QuickAccessProps) {
  const [open, setOpen] = useState<"palette" | "shortcuts" | null>(null);
  const [asked, setAsked] = useState<FoundCommand | null>(null);
  const [, startTransition] = useTransition();
  const carryOut = useCommand();
  useGlobalKeys(setOpen);
  useRememberPages(rights.personId);
  const onCommand = (command: FoundCommand) => {
    setOpen(null);
    if (confirmationOf(command)) setAsked(command);
    else void carryOut(command);
  };
  const confirmation = asked && confirmationOf(asked);
  return (
    <>
      <button
        type="button"
        onClick={() => setOpen("palette")}
        aria-keyshortcuts="Control+K Meta+K"
        className="flex h-8 w-full max-w-80 items-center gap-2 rounded-md border border-line bg-sunken px-2.5 text-ink-faint transition-colors hover:border-line-control hover:text-ink-muted"
      >
        <Search aria-hidden className="size-4" strokeWidth={1.75} />
        <span className="truncate">Search or go to…</span>
        <span className="ml-auto hidden items-center gap-0.5 sm:flex">
          <Kbd>Ctrl</Kbd>
          <Kbd>K</Kbd>
        </span>
      </button>
      <CommandPalette
        open={open === "palette"}
        onOpenChange={(isOpen) => setOpen(isOpen ? "palette" : null)}
        onShowShortcuts={() => setOpen("shortcuts")}
        onCommand={onCommand}
        onSignOut={() => startTransition(signOut)}
        {...rights}
      />
      {asked && confirmation && (
        <ConfirmDialog
          open
          onOpenChange={(isOpen) => !isOpen && setAsked(null)}
          title={confirmation.title}
          confirm={confirmation.verb}
          onConfirm={() => carryOut(asked)}
        >
          {confirmation.body}
        </ConfirmDialog>
      )}
      <ShortcutSheet open={open === "shortcuts"} onOpenChange={(isOpen) => setOpen(isOpen ? "shortcuts" : null)} />
    </>
  );
}

function useGlobalKeys(open: (what: "palette" | "shortcuts" | null) => void): void {
  const router = useRouter();
  const pressedG = useRef(0);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        open("palette");
        return;
      }
      const target = event.target as HTMLElement;
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (target.closest("input, textarea, select, [role=dialog], [role=menu]")) return;
      if (event.key === "?") {
        open("shortcuts");
        return;
      }
      const place =
        event.timeStamp - pressedG.current < 1_200 ? places.find(({ key }) => key === event.key) : undefined;
      pressedG.current = event.key === "g" ? event.timeStamp : 0;
      if (place) router.push(place.href);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [open, router]);
}
