"use client";

import { useEffect, useState } from "react";
import { z } from "zod";
import type { SearchGroup } from "./search-types";

const answer = z.object({
  groups: z.array(
    z.object({
      label: z.string(),
      hits: z.array(z.object({ label: z.string(), hint: z.string().nullable(), href: z.string() })),
    }),
  ),
});

export interface SearchState {
  readonly groups: readonly SearchGroup[];
  readonly isSearching: boolean;
  readonly hasFailed: boolean;
}

const nothing: SearchState = { groups: [], isSearching: false, hasFailed: false };

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
        (groups) => setState({ groups, isSearching: false, hasFailed: false }),
        () => {
          if (!abort.signal.aborted) setState({ groups: [], isSearching: false, hasFailed: true });
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

async function search(text: string, signal: AbortSignal): Promise<SearchGroup[]> {
  const response = await fetch(`/api/search?q=${encodeURIComponent(text)}`, { signal });
  if (!response.ok) throw new Error(`Search answered ${response.status}`);
  return answer.parse(await response.json()).groups;
}
