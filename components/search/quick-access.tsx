"use client";

import { LoaderCircle, Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { useCallback, useEffect, useRef, useState } from "react";
import { places } from "@/components/layout/places";
import { cx } from "@/components/ui/class-names";
import { Kbd } from "@/components/ui/kbd";
import { later, useLater, warm, warming } from "@/components/ui/later";
import type { PaletteRights } from "./command-palette";
import type { Panel } from "./quick-panels";
import { typedAhead } from "./typed-ahead";
import { useRememberPages } from "./use-recent-pages";

const panels = later(() => import("./quick-panels").then((part) => part.QuickPanels));

interface QuickAccessProps extends PaletteRights {
  signOut: () => Promise<void>;
}

/** The search field of the top bar, which opens the palette, and the keys that work everywhere. */
export function QuickAccess({ signOut, ...rights }: QuickAccessProps) {
  const [open, setOpen] = useState<Panel | null>(null);
  const [text, setText] = useState("");
  const show = useCallback((panel: Panel | null) => {
    setText("");
    setOpen(panel);
  }, []);
  useGlobalKeys(show);
  useTypedAhead(open === "palette", setText, show);
  useRememberPages(rights.personId);
  const QuickPanels = useLater(panels, open !== null, () => show(null));
  const Icon = open !== null && QuickPanels === null ? LoaderCircle : Search;
  return (
    <>
      <button
        type="button"
        {...warming(panels)}
        onClick={() => show("palette")}
        aria-haspopup="dialog"
        aria-keyshortcuts="Control+K Meta+K"
        className="flex h-8 w-full max-w-80 items-center gap-2 rounded-md border border-line bg-sunken px-2.5 text-ink-faint transition-colors hover:border-line-control hover:text-ink-muted"
      >
        <Icon aria-hidden className={cx("size-4", Icon === LoaderCircle && "animate-turn")} strokeWidth={1.75} />
        <span className="truncate">Search or go to…</span>
        <span className="ml-auto hidden items-center gap-0.5 sm:flex">
          <Kbd>Ctrl</Kbd>
          <Kbd>K</Kbd>
        </span>
      </button>
      {QuickPanels && open && (
        <QuickPanels open={open} onOpen={show} text={text} onText={setText} signOut={signOut} {...rights} />
      )}
    </>
  );
}

/** Keys with a name that mean something to the palette's box; the browser's own, such as F5, stay the browser's. */
const namedKeys = ["Backspace", "Enter", "Escape"];

/** Keys that are pressed after the palette was asked for and before it has the keyboard go into it all the same. */
function useTypedAhead(
  isOpen: boolean,
  setText: (change: (text: string) => string) => void,
  show: (panel: null) => void,
): void {
  useEffect(() => {
    if (!isOpen) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      if ((event.target as HTMLElement).closest("[role=dialog]")) return;
      if (event.key.length > 1 && !namedKeys.includes(event.key)) return;
      event.preventDefault();
      event.stopPropagation();
      if (event.key === "Escape") show(null);
      else setText((text) => typedAhead(text, event.key));
    };
    // Before whatever else listens: the page is not meant any more.
    window.addEventListener("keydown", onKey, { capture: true });
    return () => window.removeEventListener("keydown", onKey, { capture: true });
  }, [isOpen, setText, show]);
}

function useGlobalKeys(open: (what: "palette" | "shortcuts" | null) => void): void {
  const router = useRouter();
  const pressedG = useRef(0);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      // Pressed first of the two.
      if (event.key === "Control" || event.key === "Meta") warm(panels);
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
