"use client";

import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import type { Suggestion } from "@/lib/features/mapping/document/suggest";
import type { EditorView } from "@/lib/features/mapping/types";
import type { EditorDialog } from "./editor-toolbar";
import type { useMappingEditor } from "./use-mapping-editor";

// Each is asked for when it is first opened: the page itself needs none of them.
const PublishDialog = dynamic(() => import("./publish-dialog").then((part) => part.PublishDialog));
const SuggestionsDialog = dynamic(() => import("./suggestions-dialog").then((part) => part.SuggestionsDialog));
const AddFieldDialog = dynamic(() => import("./add-field-dialog").then((part) => part.AddFieldDialog));
const ExamplesDialog = dynamic(() => import("./examples-dialog").then((part) => part.ExamplesDialog));
const TryRowDialog = dynamic(() => import("./try-row-dialog").then((part) => part.TryRowDialog));
const TestRowDialog = dynamic(() => import("./test-row-dialog").then((part) => part.TestRowDialog));

interface EditorDialogsProps {
  open: EditorDialog;
  view: EditorView;
  editor: ReturnType<typeof useMappingEditor>;
  suggestions: readonly Suggestion[];
  /** Key of the row that was tried before. */
  testKey: string;
  onAccept: (suggestions: readonly Suggestion[]) => void;
  onTest: (key: string) => void;
  /** An expression was mapped: its details are where it is written. */
  onAdded: (rowId: string) => void;
  onClose: () => void;
}

export function EditorDialogs(props: EditorDialogsProps) {
  const { open, view, editor, suggestions, testKey, onAccept, onTest, onAdded, onClose } = props;
  const { state, dispatch, draft, published, setPublished, views, problems, nameOf, isChanged, rowFor } = editor;
  const { document } = state;
  const router = useRouter();
  const definitionId = view.definition.id;
  const { findings } = draft.examined;
  switch (open) {
    case "publish":
      return (
        <PublishDialog
          definitionId={definitionId}
          document={document}
          published={published}
          findings={findings}
          problems={problems}
          nameOf={nameOf}
          flush={draft.flush}
          onPublished={(version) => {
            setPublished({ version, document, at: new Date(), by: null, reason: null });
            draft.restart({ document, draft: null, baseVersion: version });
            router.refresh();
            onClose();
          }}
          onMerged={(merged, newer) => {
            setPublished(newer);
            draft.rebase(newer.version);
            dispatch({ kind: "replace", document: merged });
          }}
          onClose={onClose}
        />
      );
    case "suggestions":
      return <SuggestionsDialog suggestions={suggestions} nameOf={nameOf} onAccept={onAccept} onClose={onClose} />;
    case "field": {
      const mapped = new Set(document.rows.map(({ targetColumnId }) => targetColumnId));
      const targets = view.columns.targets.filter(
        ({ id, isReadOnly, isHidden, isVanished, reservedFor }) =>
          !mapped.has(id) && !isReadOnly && !isHidden && !isVanished && reservedFor === null,
      );
      const add = (targetColumnId: string, transform: string) => {
        const row = { ...rowFor(null, targetColumnId), transform };
        dispatch({ kind: "map", row });
        onAdded(row.id);
      };
      return <AddFieldDialog targets={targets} onAdd={add} onClose={onClose} />;
    }
    case "examples":
      return (
        <ExamplesDialog
          unitRows={document.unitRows}
          views={views}
          findings={findings}
          nameOf={nameOf}
          onChange={(unitRows) => dispatch({ kind: "examples", unitRows })}
          onClose={onClose}
        />
      );
    case "try":
      return <TryRowDialog definitionId={definitionId} document={document} onTest={onTest} onClose={onClose} />;
    case "test":
      return (
        <TestRowDialog
          definitionId={definitionId}
          initialKey={testKey}
          hasDraft={isChanged}
          flush={draft.flush}
          onClose={onClose}
        />
      );
  }
}
