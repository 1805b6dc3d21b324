"use client";

import { useRouter } from "next/navigation";
import { useCallback, useMemo, useRef, useState } from "react";
import { ExpressionTermsProvider } from "@/components/expressions/expression-terms";
import { noAnswer } from "@/components/forms/no-answer";
import { toast } from "@/components/ui/toast";
import type { ActionResult } from "@/lib/errors/action-result";
import type { FunctionEntryText } from "@/lib/features/expressions/types";
import { discardDraftAction } from "@/lib/features/mapping/actions";
import { expressionNames } from "@/lib/features/mapping/document/expression-names";
import { type PackedView, unpackView } from "@/lib/features/mapping/document/packed";
import type { MappingProblem } from "@/lib/features/mapping/document/problem";
import type { Suggestion } from "@/lib/features/mapping/document/suggest";
import type { ColumnSamples, EditorView } from "@/lib/features/mapping/types";
import { DraftNotices } from "./draft-notices";
import { EditorDialogs } from "./editor-dialogs";
import type { RowRule, Side } from "./editor-state";
import { type EditorDialog, EditorToolbar } from "./editor-toolbar";
import { type CanvasHandle, type ColumnFilter, MappingCanvas } from "./mapping-canvas";
import { type GridHandle, MappingGrid } from "./mapping-grid";
import { MappingPanel } from "./mapping-panel";
import { MeasureFits } from "./measure-fits";
import { PickHint } from "./pick-hint";
import { ProblemsBar } from "./problems-bar";
import { RowFilterSection } from "./row-filter-section";
import { useEditorAddress } from "./use-editor-address";
import { useEditorKeys } from "./use-editor-keys";
import { useMappingEditor } from "./use-mapping-editor";
import { useSuggestions } from "./use-suggestions";

interface MappingEditorProps {
  packed: PackedView;
  functions: readonly FunctionEntryText[];
  mayMeasure: boolean;
  /** From the address. */
  initial: { readonly filter: ColumnFilter; readonly mappingId: string | null };
}

/** The heart of the product: which column of the table goes into which column of the list, and how. */
export function MappingEditor({ packed, functions, ...rest }: MappingEditorProps) {
  const view = useMemo(() => unpackView(packed), [packed]);
  const { columns, definition } = view;
  const terms = useMemo(
    () => ({ definitionId: definition.id, names: expressionNames(columns), functions }),
    [definition.id, columns, functions],
  );
  return (
    <ExpressionTermsProvider terms={terms}>
      <Editor view={view} {...rest} />
    </ExpressionTermsProvider>
  );
}

function Editor({
  view,
  mayMeasure,
  initial,
}: Pick<MappingEditorProps, "mayMeasure" | "initial"> & { view: EditorView }) {
  const { definition, columns, mayEdit, maySeeValues } = view;
  const router = useRouter();
  const editor = useMappingEditor(view, initial.mappingId);
  const { state, dispatch, draft, published, views, problems, sides, drawn, nameOf, isChanged, rowFor } = editor;
  const { document, selectedId, pick } = state;
  const [filter, setFilter] = useState<ColumnFilter>(initial.filter);
  const [testKey, setTestKey] = useState("");
  const [dialog, setDialog] = useState<EditorDialog | null>(null);
  // Raised with each opening, so that the panel takes the keyboard then and not with each other selection.
  const [panel, setPanel] = useState({ isOpen: initial.mappingId !== null, opened: 0 });
  const [samples, setSamples] = useState<ColumnSamples | null>(null);
  const [said, setSaid] = useState("");
  const canvas = useRef<CanvasHandle>(null);
  const grid = useRef<GridHandle>(null);
  const suggestions = useSuggestions(columns, document.rows, samples, mayEdit);
  useEditorAddress(filter, panel.isOpen ? selectedId : null);

  const undo = () => {
    dispatch({ kind: "undo" });
    setSaid(state.past.length === 0 ? "Nothing to undo" : "Undone");
  };
  const redo = () => {
    dispatch({ kind: "redo" });
    setSaid(state.future.length === 0 ? "Nothing to redo" : "Done again");
  };
  useEditorKeys(mayEdit ? { undo, redo } : { undo: () => undefined, redo: () => undefined });

  const open = (rowId: string) => {
    dispatch({ kind: "select", rowId });
    setPanel(({ opened }) => ({ isOpen: true, opened: opened + 1 }));
  };
  const map = (sourceColumnId: string, targetColumnId: string) => {
    dispatch({ kind: "map", row: rowFor(sourceColumnId, targetColumnId) });
    setSaid(`${nameOf(sourceColumnId)} is mapped to ${nameOf(targetColumnId)}`);
  };
  const remove = (rowIds: readonly string[]) => {
    dispatch({ kind: "remove", rowIds });
    setSaid(rowIds.length === 1 ? "Mapping removed" : `${rowIds.length} mappings removed`);
  };
  const rowsAt = (side: Side, columnId: string) =>
    document.rows.filter((row) => (side === "source" ? row.sourceColumnId : row.targetColumnId) === columnId);
  const accept = (accepted: readonly Suggestion[]) => {
    dispatch({
      kind: "map-all",
      rows: accepted.map(({ sourceColumnId, targetColumnId }) => rowFor(sourceColumnId, targetColumnId)),
    });
    setSaid(`${accepted.length} suggestions accepted`);
  };
  const acceptDrawn = (id: string) => accept(suggestions.filter((suggestion) => suggestionId(suggestion) === id));
  const goTo = (problem: MappingProblem) => {
    const { rowId, sourceColumnId, targetColumnId, unitRowId, field } = problem;
    setFilter("all");
    if (unitRowId !== null) setDialog("examples");
    else if (rowId !== null) open(rowId);
    else if (field === "rowFilter") window.document.querySelector<HTMLElement>("#row-filter button")?.focus();
    else if (targetColumnId !== null) canvas.current?.goTo("target", targetColumnId);
    else if (sourceColumnId !== null) canvas.current?.goTo("source", sourceColumnId);
  };
  const discard = async () => {
    const revision = await draft.flush();
    if (revision === null) return false;
    const answer = await discardDraftAction({ definitionId: definition.id, revision }).catch(
      (): ActionResult<never> => ({ ok: false, reason: noAnswer }),
    );
    if (!answer.ok) {
      toast.error(answer.reason.message, { description: answer.reason.remedy });
      return false;
    }
    dispatch({ kind: "start", document: published.document });
    draft.restart({ document: published.document, draft: null, baseVersion: published.version });
    router.refresh();
    return true;
  };
  const selected = views.find(({ row }) => row.id === selectedId) ?? null;
  const settle = useCallback(() => dispatch({ kind: "settle" }), [dispatch]);
  const change = useCallback(
    (rule: Partial<RowRule>, group?: string) => {
      if (selectedId === null) return;
      dispatch({ kind: "change", rowId: selectedId, rule, ...(group === undefined ? {} : { group }) });
    },
    [dispatch, selectedId],
  );
  const changeFilter = useCallback(
    (rowFilter: string | null) => dispatch({ kind: "filter", rowFilter, group: "rowFilter" }),
    [dispatch],
  );
  const shown = filter === "problems" ? views.filter((each) => each.problems.length > 0) : views;
  const lines = useMemo(() => [...drawn, ...suggestions.map(drawnSuggestion)], [drawn, suggestions]);
  return (
    <div
      className={panel.isOpen && selected ? "grid gap-6 min-[1700px]:grid-cols-[minmax(0,1fr)_26rem]" : "grid gap-6"}
    >
      <section aria-label="Mapping editor" className="flex min-w-0 flex-col gap-4">
        <EditorToolbar
          draft={draft}
          version={published.version}
          mayEdit={mayEdit}
          maySeeValues={maySeeValues}
          isChanged={isChanged}
          canUndo={state.past.length > 0}
          canRedo={state.future.length > 0}
          filter={filter}
          suggestionCount={suggestions.length}
          exampleCount={document.unitRows.length}
          onUndo={undo}
          onRedo={redo}
          onFilter={setFilter}
          onOpen={setDialog}
          onDiscard={discard}
        />
        <DraftNotices view={view} published={published} draft={draft} editor={editor} />
        <ProblemsBar problems={problems} onGoTo={goTo} />
        {mayEdit && (
          <PickHint
            pick={pick}
            view={view}
            onMap={map}
            nameOf={nameOf}
            onCancel={() => dispatch({ kind: "pick", pick: null })}
          />
        )}
        <MappingCanvas
          source={sides.source}
          target={sides.target}
          drawn={lines}
          filter={filter}
          pick={pick}
          selected={selected?.row ?? null}
          mayEdit={mayEdit}
          handle={canvas}
          onPick={(next) => {
            dispatch({ kind: "pick", pick: next });
            setSaid(next ? `${nameOf(next.columnId)} is picked` : "Let go");
          }}
          onMap={map}
          onSelect={(id) => (document.rows.some((row) => row.id === id) ? open(id) : acceptDrawn(id))}
          onShow={(side, columnId) => dispatch({ kind: "select", rowId: rowsAt(side, columnId)[0]?.id ?? null })}
          onRemove={(side, columnId) => remove(rowsAt(side, columnId).map(({ id }) => id))}
        />
        <div className="flex flex-wrap items-end gap-x-4 gap-y-2 pt-2">
          <h2 className="mr-auto font-semibold text-base text-ink">Mappings</h2>
          {mayMeasure && published.document.rows.length > 0 && (
            <MeasureFits definitionId={definition.id} fits={view.fits} />
          )}
        </div>
        <MappingGrid
          rows={shown}
          selectedId={selectedId}
          mayEdit={mayEdit}
          handle={grid}
          onOpen={open}
          onSelect={(rowId) => dispatch({ kind: "select", rowId })}
          onRemove={(rowId) => remove([rowId])}
          empty={filter === "problems" && views.length > 0 ? "No mapping has a problem" : "Nothing is mapped yet"}
        />
        <RowFilterSection rowFilter={document.rowFilter} mayEdit={mayEdit} onChange={changeFilter} onSettle={settle} />
        <p aria-live="polite" className="sr-only">
          {said}
        </p>
      </section>
      {panel.isOpen && selected && (
        <MappingPanel
          view={selected}
          opened={panel.opened}
          mode={columns.mode}
          mayEdit={mayEdit}
          maySeeValues={maySeeValues}
          definitionId={definition.id}
          samples={samples}
          onSamples={setSamples}
          onChange={change}
          onSettle={settle}
          onRemove={() => remove([selected.row.id])}
          onClose={() => {
            setPanel((before) => ({ ...before, isOpen: false }));
            grid.current?.goTo(selected.row.id);
          }}
        />
      )}
      {dialog && (
        <EditorDialogs
          open={dialog}
          view={view}
          editor={editor}
          suggestions={suggestions}
          onAccept={accept}
          testKey={testKey}
          onTest={(key) => {
            setTestKey(key);
            setDialog("test");
          }}
          onAdded={open}
          onClose={() => setDialog(null)}
        />
      )}
    </div>
  );
}

const suggestionId = ({ sourceColumnId, targetColumnId }: Suggestion) => `${sourceColumnId} ${targetColumnId}`;

function drawnSuggestion(suggestion: Suggestion) {
  const { sourceColumnId, targetColumnId, score } = suggestion;
  const words = `suggested ${score.toFixed(2)}`;
  return {
    id: suggestionId(suggestion),
    sourceColumnId,
    targetColumnId,
    direction: "PUSH_ONLY",
    level: null,
    words,
  } as const;
}
