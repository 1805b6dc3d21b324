"use client";

import { usePathname } from "next/navigation";
import { useEffect } from "react";
import { readRecentPages, recentPagesKey, withPage } from "./recent-pages";

/** Time for a page's heading and title to be there after its address is. */
const settleMs = 600;

/** Remembers in this browser which pages were visited, for the palette. */
export function useRememberPages(personId: string): void {
  const pathname = usePathname();
  useEffect(() => {
    const timer = setTimeout(() => {
      const label = document.querySelector("main h1")?.textContent?.trim() ?? "";
      const hint = document.title.split("·")[0]?.trim() ?? "";
      const key = recentPagesKey(personId);
      const pages = withPage(readRecentPages(localStorage.getItem(key)), { href: pathname, label, hint });
      localStorage.setItem(key, JSON.stringify(pages));
    }, settleMs);
    return () => clearTimeout(timer);
  }, [pathname, personId]);
}
