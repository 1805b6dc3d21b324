"use client";

import { PanelLeftClose, PanelLeftOpen } from "lucide-react";
import { startTransition, useState } from "react";
import { cx } from "@/components/ui/class-names";
import { Link } from "@/components/ui/link";
import { NavList } from "./nav-list";
import { type NavWidth, navWidthCookie } from "./nav-width";
import { ProductMark } from "./product-mark";

/** The navigation at the left from 1,024 px on; below that MobileNav takes its place. */
export function SideNav({ initialWidth }: { initialWidth: NavWidth }) {
  const [width, setWidth] = useState(initialWidth);
  const narrow = width === "narrow";
  const toggle = () => {
    const next = narrow ? "wide" : "narrow";
    // What the narrow form needs is fetched before it takes the wide one's place.
    startTransition(() => setWidth(next));
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Firefox and plain-http pages.
    document.cookie = `${navWidthCookie}=${next}; path=/; max-age=31536000; samesite=lax`;
  };
  const Toggle = narrow ? PanelLeftOpen : PanelLeftClose;
  return (
    <aside
      className={cx(
        "sticky top-0 hidden h-dvh shrink-0 flex-col border-line border-r bg-sunken lg:flex print:hidden",
        narrow ? "w-14" : "w-58",
      )}
    >
      <div className="flex h-12 shrink-0 items-center px-4">
        <HomeLink narrow={narrow} />
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto py-3">
        <NavList narrow={narrow} />
      </div>
      <div className="p-2.5">
        <button
          type="button"
          onClick={toggle}
          aria-label={narrow ? "Widen the navigation" : "Narrow the navigation"}
          className={cx(
            "flex h-8 items-center gap-2.5 rounded-md px-2 text-ink-faint transition-colors hover:bg-hover hover:text-ink",
            narrow ? "w-9 justify-center px-0" : "w-full",
          )}
        >
          <Toggle aria-hidden className="size-4" strokeWidth={1.75} />
          {!narrow && <span className="text-sm">Collapse</span>}
        </button>
      </div>
    </aside>
  );
}

export function HomeLink({ narrow = false }: { narrow?: boolean }) {
  return (
    <Link href="/" className="flex items-center gap-2.5 rounded-md">
      <ProductMark />
      <span className={cx("font-semibold text-ink tracking-tight", narrow && "sr-only")}>SyncBridge</span>
    </Link>
  );
}
