"use client";

import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";
import type { Countable } from "@/lib/format/number";
import { cx } from "./class-names";
import { Link } from "./link";
import { NumberValue } from "./number-value";

export interface TabLink {
  label: string;
  href: string;
  /** How many rows are behind it. */
  count?: Countable;
}

/** Parts of one thing as pages of their own, so that each has an address. The longest address that fits is the current one. */
export function TabLinks({ tabs, label, current }: { tabs: readonly TabLink[]; label: string; current?: string }) {
  const path = usePathname();
  const active = current ?? longestMatch(path, tabs);
  const bar = useRef<HTMLElement>(null);
  // Where not all have room, the current one is among those that are seen.
  useEffect(() => {
    const tab = active && bar.current?.querySelector<HTMLElement>("[aria-current]");
    if (tab) bar.current?.scrollTo({ left: tab.offsetLeft - (bar.current.clientWidth - tab.offsetWidth) / 2 });
  }, [active]);
  return (
    <nav ref={bar} aria-label={label} className="relative -mb-px overflow-x-auto">
      <ul className="flex gap-1">
        {tabs.map((tab) => (
          <li key={tab.href} className={tab.href === active ? undefined : "print:hidden"}>
            <Link
              href={tab.href}
              aria-current={tab.href === active ? "page" : undefined}
              className={cx(
                "flex h-9 items-center gap-1.5 whitespace-nowrap border-b-2 border-transparent px-2.5 font-medium text-ink-muted -outline-offset-2 transition-colors hover:text-ink",
                tab.href === active && "border-accent text-ink",
              )}
            >
              {tab.label}
              {tab.count !== undefined && (
                <span className="rounded-sm bg-paused-soft px-1 text-xs text-ink-muted">
                  <NumberValue value={tab.count} compact />
                </span>
              )}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function longestMatch(path: string, tabs: readonly TabLink[]): string | undefined {
  const fitting = tabs
    .map((tab) => tab.href.split("?")[0] ?? tab.href)
    .filter((href) => path === href || path.startsWith(`${href}/`));
  const longest = fitting.sort((a, b) => b.length - a.length)[0];
  return tabs.find((tab) => (tab.href.split("?")[0] ?? tab.href) === longest)?.href;
}
