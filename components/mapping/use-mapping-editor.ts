"use client";

import { useMemo, useReducer, useState } from "react";
import type { SourceColumnView, TargetColumnView } from "@/lib/features/mapping/document/columns";
import { isSameDocument, type MappingRow, newRow } from "@/lib/features/mapping/document/document";
import { fitLabels } from "@/lib/features/mapping/labels";
import type { EditorView, PublishedMapping } from "@/lib/features/mapping/types";
import { editorReducer, startEditing } from "./editor-state";
import { sourceEnd, targetEnd } from "./end-columns";
import type { CanvasSide } from "./mapping-canvas";
import type { DrawnMapping } from "./mapping-lines";
import { fitWords, viewsOf } from "./row-view";
import { useDraft } from "./use-draft";
import { useNewerVersion } from "./use-newer-version";

/** The editor's document with everything that is worked out from it. */
export function useMappingEditor(view: EditorView, initialMappingId: string | null) {
  const { columns, fits } = view;
  const [state, dispatch] = useReducer(editorReducer, view, ({ draft, published }) => ({
    ...startEditing((draft ?? published).document),
    selectedId: initialMappingId,
  }));
  // What the server answered to a publishing may be newer than the page.
  const [answered, setPublished] = useState<PublishedMapping | null>(null);
  const published = answered && answered.version > view.published.version ? answered : view.published;
  const { document } = state;
  const draft = useDraft(view, document);
  useNewerVersion(view, published, document, draft, dispatch);
  const { views, problems } = useMemo(
    () => viewsOf({ document, columns, examined: draft.examined, published, fits }),
    [document, columns, draft.examined, published, fits],
  );
  const columnsById = useMemo(() => {
    const sources = new Map(columns.sources.map((column) => [column.id, column]));
    const targets = new Map(columns.targets.map((column) => [column.id, column]));
    return { sources, targets };
  }, [columns]);
  const sides = useSides(view, document.rows, problems);
  const drawn = useMemo(
    (): readonly DrawnMapping[] =>
      views.map(({ row, fit }) => ({
        id: row.id,
        sourceColumnId: row.sourceColumnId,
        targetColumnId: row.targetColumnId,
        direction: row.direction,
        level: fit?.level ?? "safe",
        words: fitWords(fit, fitLabels),
      })),
    [views],
  );
  return {
    state,
    dispatch,
    draft,
    published,
    setPublished,
    views,
    problems,
    sides,
    drawn,
    nameOf: (columnId: string) => nameOf(columnId, columnsById),
    isChanged: useMemo(() => !isSameDocument(document, published.document), [document, published]),
    rowFor: (sourceColumnId: string | null, targetColumnId: string) =>
      rowFor(sourceColumnId, targetColumnId, columnsById, document.rows),
  };
}

interface ColumnsById {
  readonly sources: ReadonlyMap<string, SourceColumnView>;
  readonly targets: ReadonlyMap<string, TargetColumnView>;
}

function nameOf(columnId: string, { sources, targets }: ColumnsById): string {
  return sources.get(columnId)?.name ?? targets.get(columnId)?.name ?? "a column that is gone";
}

/** A new row between two columns. A column that is mapped already reaches a second list column by an expression (each column has one row). */
function rowFor(
  sourceColumnId: string | null,
  targetColumnId: string,
  { sources, targets }: ColumnsById,
  rows: readonly MappingRow[],
): MappingRow {
  const id = crypto.randomUUID();
  const written = sourceColumnId === null ? null : (sources.get(sourceColumnId)?.written ?? null);
  const isMapped = rows.some((row) => row.sourceColumnId === sourceColumnId && row.targetColumnId !== targetColumnId);
  const row =
    isMapped && written !== null
      ? { ...newRow(id, null, targetColumnId), transform: written }
      : newRow(id, sourceColumnId, targetColumnId);
  return targets.get(targetColumnId)?.isReadOnly ? { ...row, direction: "PULL_ONLY" } : row;
}

function useSides(view: EditorView, rows: readonly MappingRow[], problems: ReturnType<typeof viewsOf>["problems"]) {
  const { columns, definition } = view;
  // The columns stay the same objects whatever is mapped, so that only those are drawn anew that look different.
  const ends = useMemo(
    () => ({
      sources: columns.sources.map(sourceEnd),
      // What SharePoint fills itself stands last.
      targets: columns.targets
        .toSorted((a, b) => Number(a.isReadOnly) - Number(b.isReadOnly))
        .map((column) => ({ end: targetEnd(column), isAlways: !column.isHidden && column.reservedFor === null })),
    }),
    [columns],
  );
  return useMemo(() => {
    const problemsOf = { source: new Map<string, string>(), target: new Map<string, string>() };
    const byId = new Map(rows.map((row) => [row.id, row]));
    for (const { rowId, sourceColumnId, targetColumnId, message } of problems) {
      const row = rowId === null ? undefined : byId.get(rowId);
      const [source, target] = [sourceColumnId ?? row?.sourceColumnId, targetColumnId ?? row?.targetColumnId];
      if (source && !problemsOf.source.has(source)) problemsOf.source.set(source, message);
      if (target && !problemsOf.target.has(target)) problemsOf.target.set(target, message);
    }
    const mapped = new Set(rows.map(({ targetColumnId }) => targetColumnId));
    const source: CanvasSide = {
      title: `Columns of ${definition.tableName}`,
      columns: ends.sources,
      mappedIds: new Set(rows.flatMap(({ sourceColumnId }) => sourceColumnId ?? [])),
      problems: problemsOf.source,
    };
    const target: CanvasSide = {
      title: `Columns of ${definition.listName}`,
      // Hidden columns and those of SyncBridge are shown only where something is mapped to them.
      columns: ends.targets.flatMap(({ end, isAlways }) => (isAlways || mapped.has(end.id) ? end : [])),
      mappedIds: mapped,
      problems: problemsOf.target,
    };
    return { source, target };
  }, [ends, definition, rows, problems]);
}
