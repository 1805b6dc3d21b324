"use client";

import { useEffect, useRef } from "react";
import { writeToClipboard } from "@/components/ui/copy-button";
import { toast } from "@/components/ui/toast";
import { rowAfterKey } from "./row-after-key";

/**
 * Keys of the table's rows. `j` and `k` walk through them from anywhere on the page, in the table that has the focus or else in the first one; within
 * the table the arrows, Home and End do too. Enter opens, as with every link, and Ctrl+C copies the row for a spreadsheet.
 */
export function RowKeys() {
  const mark = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const table = mark.current?.closest<HTMLElement>("section");
      const target = event.target as HTMLElement;
      if (
        !table ||
        table !== tableInUse() ||
        event.altKey ||
        target.closest("input:not([type=checkbox]), textarea, select, [role=dialog]")
      )
        return;
      const links = [...table.querySelectorAll<HTMLElement>("[data-row-link]")];
      const at = links.findIndex((link) => link.closest("tr")?.contains(document.activeElement));
      if (event.ctrlKey || event.metaKey) {
        if (event.key === "c" && getSelection()?.isCollapsed !== false) copyRow(links[at]?.closest("tr"));
        return;
      }
      const isWithin = at >= 0 || document.activeElement === table;
      const next = rowAfterKey(event.key, at, links.length, isWithin);
      if (next === null) return;
      event.preventDefault();
      links[next]?.focus();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
  return <span ref={mark} hidden data-row-keys />;
}

function tableInUse(): HTMLElement | null | undefined {
  const tables = [...document.querySelectorAll("[data-row-keys]")].map((mark) => mark.closest<HTMLElement>("section"));
  return tables.find((table) => table?.contains(document.activeElement)) ?? tables[0];
}

function copyRow(row: HTMLTableRowElement | null | undefined): void {
  if (!row) return;
  const cells = [...row.cells].filter((cell) => cell.dataset.edge === undefined);
  const text = cells.map((cell) => cell.innerText.replaceAll(/\s+/g, " ").trim()).join("\t");
  void writeToClipboard(text).then((isCopied) => isCopied && toast.success("Row copied"));
}
