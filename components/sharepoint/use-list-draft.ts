"use client";

import { useState } from "react";
import type { ActionResult } from "@/lib/errors/action-result";
import { reviseListAction } from "@/lib/features/sharepoint/actions";
import type { ColumnEdit } from "@/lib/features/sharepoint/schema";
import type { ProposedColumn } from "@/lib/features/sharepoint/types";

/** A proposed list with what a person left out and changed. */
export interface ListDraft {
  readonly columns: readonly ProposedColumn[];
  /** Source columns that the list takes, each with a column of its own. */
  readonly taken: string[];
  /** The source column that the list's own Title stands for; null: none. */
  readonly titleFrom: string | null;
  readonly setTitle: (sourceColumn: string | null) => void;
  readonly edits: ColumnEdit[];
  readonly isTaken: (column: ProposedColumn) => boolean;
  readonly toggle: (column: ProposedColumn) => void;
  readonly isEdited: (column: ProposedColumn) => boolean;
  /** Has the server check an edit, and keeps it when it can be made; otherwise the reason names the fields of the edit. */
  readonly revise: (edit: ColumnEdit) => Promise<ActionResult<readonly ProposedColumn[]>>;
}

type Refusal = Extract<ActionResult<unknown>, { ok: false }>;

/** Errors of one edit among several stand at the fields of its form. */
function atFields({ reason }: Refusal): Refusal {
  const errors = Object.entries(reason.fieldErrors ?? {}).map(([name, message]) => {
    return [name.replace(/^edits\.\d+\.([^.]+).*$/, "$1"), message] as const;
  });
  return {
    ok: false,
    reason: { ...reason, ...(errors.length > 0 ? { fieldErrors: Object.fromEntries(errors) } : {}) },
  };
}

/** What becomes of a column that the list's own Title stands for. */
const inTitle = (column: ProposedColumn): ProposedColumn => ({
  ...column,
  columnName: "Title",
  displayName: "Title",
  typeLabel: "Single line of text, 255 characters",
  choices: null,
  isRequired: false,
  isIndexed: false,
  isUnique: false,
  fit: "exact",
  reasons: [
    "Every list has this column, and shows it first.",
    ...(column.isUnique ? ["Neither indexed nor unique there; rows are found by a column that SyncBridge adds."] : []),
  ],
});

export function useListDraft(
  of: { readonly siteId: string; readonly tableId: string },
  proposal: readonly ProposedColumn[],
): ListDraft {
  const [columns, setColumns] = useState(proposal);
  const [leftOut, setLeftOut] = useState<ReadonlySet<string>>(new Set());
  const [edits, setEdits] = useState<ColumnEdit[]>([]);
  const [title, setTitle] = useState(() => proposal.find(({ titleFit }) => titleFit === "best")?.sourceColumn ?? null);
  const titleFrom = title === null || leftOut.has(title) ? null : title;
  const isTaken = (column: ProposedColumn) => column.fit !== "impossible" && !leftOut.has(column.sourceColumn);
  return {
    columns: columns.map((column) => (column.sourceColumn === titleFrom ? inTitle(column) : column)),
    edits,
    isTaken,
    taken: columns.filter(isTaken).flatMap(({ sourceColumn }) => (sourceColumn === titleFrom ? [] : [sourceColumn])),
    titleFrom,
    setTitle,
    isEdited: ({ sourceColumn }) => edits.some((edit) => edit.sourceColumn === sourceColumn),
    toggle: ({ sourceColumn }) =>
      setLeftOut((before) => {
        const after = new Set(before);
        if (!after.delete(sourceColumn)) after.add(sourceColumn);
        return after;
      }),
    revise: async (edit) => {
      const after = [...edits.filter(({ sourceColumn }) => sourceColumn !== edit.sourceColumn), edit];
      const result = await reviseListAction({ ...of, edits: after, revised: edit.sourceColumn });
      if (!result.ok) return atFields(result);
      setEdits(after);
      setColumns(result.data);
      return result;
    },
  };
}
