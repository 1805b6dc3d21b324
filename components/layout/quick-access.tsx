"use client";

import { Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { Kbd } from "@/components/ui/kbd";
import { CommandPalette } from "./command-palette";
import { places } from "./places";
import { ShortcutSheet } from "./shortcut-sheet";

/** The search field of the top bar, which opens the palette, and the keys that work everywhere. */
export function QuickAccess() {
  const [open, setOpen] = useState<"palette" | "shortcuts" | null>(null);
  useGlobalKeys(setOpen);
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
      />
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
