"use client";

import { useEffect } from "react";
import type { ColumnFilter } from "./mapping-canvas";

/** Keeps in the address what is shown, so that a link shows a colleague the same; without a request to the server. */
export function useEditorAddress(filter: ColumnFilter, mappingId: string | null): void {
  useEffect(() => {
    const address = new URL(window.location.href);
    if (filter === "all") address.searchParams.delete("show");
    else address.searchParams.set("show", filter);
    if (mappingId === null) address.searchParams.delete("mapping");
    else address.searchParams.set("mapping", mappingId);
    if (address.href !== window.location.href) window.history.replaceState(null, "", address);
  }, [filter, mappingId]);
}
