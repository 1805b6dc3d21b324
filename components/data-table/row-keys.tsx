"use client";

import { useEffect } from "react";

/** `j` and `k` walk through the rows of the page's table; Enter opens, as with every link. */
export function RowKeys() {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (event.ctrlKey || event.metaKey || event.altKey || target.closest("input, textarea, select, [role=dialog]"))
        return;
      if (event.key !== "j" && event.key !== "k") return;
      const links = [...document.querySelectorAll<HTMLElement>("[data-row-link]")];
      const here = links.indexOf(document.activeElement as HTMLElement);
      const next = event.key === "j" ? here + 1 : Math.max(here - 1, 0);
      links[Math.min(next, links.length - 1)]?.focus();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
  return null;
}
