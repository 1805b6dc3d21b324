"use client";

import { useEffect, useState } from "react";
import type { EditorColumns } from "@/lib/features/mapping/document/columns";
import type { MappingRow } from "@/lib/features/mapping/document/document";
import type { Suggestion } from "@/lib/features/mapping/document/suggest";
import type { ColumnSamples } from "@/lib/features/mapping/types";

/** A moment after the last change: each look compares all free columns with all others. */
const quietMs = 250;

/** Pairs of free columns that may belong together, worked out when nothing else is to be done; none before the first look. */
export function useSuggestions(
  columns: EditorColumns,
  rows: readonly MappingRow[],
  samples: ColumnSamples | null,
  isOn: boolean,
): readonly Suggestion[] {
  const [found, setFound] = useState<readonly Suggestion[]>([]);
  useEffect(() => {
    if (!isOn) return;
    let isCurrent = true;
    const look = async () => {
      const { suggestRows } = await import("@/lib/features/mapping/document/suggest");
      const values = new Map(samples?.columns.map(({ columnId, examples }) => [columnId, { values: examples }]));
      const suggestions = suggestRows(columns, rows, values);
      if (isCurrent) setFound(suggestions);
    };
    const timer = setTimeout(() => void look(), quietMs);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [columns, rows, samples, isOn]);
  return found;
}
