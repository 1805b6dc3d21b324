"use client";

import { useState } from "react";
import { MenuChoice } from "@/components/ui/dropdown-menu";
import { type RowHeight, readRowHeight, rowHeightCookie, rowHeights } from "./row-height";

const words: Readonly<Record<RowHeight, string>> = {
  compact: "Compact rows",
  normal: "Normal rows",
  roomy: "Roomy rows",
};

/** How high the rows of all tables are: a liking of the person, not a part of the address. Stands in an open menu only. */
export function RowHeightChoice() {
  const [chosen, setChosen] = useState(() => readRowHeight(document.documentElement.dataset.rowHeight));
  const choose = (height: RowHeight) => {
    setChosen(height);
    document.documentElement.dataset.rowHeight = height;
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Firefox and plain-http pages.
    document.cookie = `${rowHeightCookie}=${height}; path=/; max-age=31536000; samesite=lax`;
  };
  return rowHeights.map((height) => (
    <MenuChoice key={height} chosen={height === chosen} keepsOpen onSelect={() => choose(height)}>
      {words[height]}
    </MenuChoice>
  ));
}
