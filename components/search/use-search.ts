"use client";

import { useEffect, useState } from "react";
import type { Found } from "@/lib/features/search/types";

export interface SearchState extends Found {
  readonly isSearching: boolean;
  readonly hasFailed: boolean;
}

const empty: Found = { groups: [], commands: [] };
const nothing: SearchState = { ...empty, isSearching: false, hasFailed: false };

/** Asks the server a moment after the last key; a newer question withdraws the older one. */
export function useSearch(text: string): SearchState {
  const [state, setState] = useState(nothing);
  const wanted = text.trim();
  useEffect(() => {
    if (wanted === "") {
      setState(nothing);
      return;
    }
    const abort = new AbortController();
    setState((before) => ({ ...before, isSearching: true, hasFailed: false }));
    const timer = setTimeout(() => {
      search(wanted, abort.signal).then(
        (found) => setState({ ...found, isSearching: false, hasFailed: false }),
        () => {
          if (!abort.signal.aborted) setState({ ...empty, isSearching: false, hasFailed: true });
        },
      );
    }, 140);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [wanted]);
  return state;
}

async function search(text: string, signal: AbortSignal): Promise<Found> {
  const response = await fetch(`/api/search?q=${encodeURIComponent(text)}`, { signal });
  if (!response.ok) throw new Error(`Search answered ${response.status}`);
  return (await response.json()) as Found;
}
