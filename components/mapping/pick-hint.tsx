"use client";

import { Plus } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";
import type { EditorView } from "@/lib/features/mapping/types";
import type { NameOf } from "./difference-list";
import type { Pick } from "./editor-state";

const CreateColumnDialog = dynamic(() => import("./create-column-dialog").then((part) => part.CreateColumnDialog));

interface PickHintProps {
  pick: Pick | null;
  view: EditorView;
  nameOf: NameOf;
  onCancel: () => void;
  onMap: (sourceColumnId: string, targetColumnId: string) => void;
}

/** What to do next to make a mapping: one line that stays where it is, so that nothing jumps. */
export function PickHint({ pick, view, nameOf, onCancel, onMap }: PickHintProps) {
  const [creating, setCreating] = useState<string | null>(null);
  return (
    <div className="flex min-h-7 flex-wrap items-center gap-2 text-ink-muted text-sm print:hidden">
      {pick === null ? (
        <p>
          Pick a column, then its other end: by click, by dragging, or with the arrow keys and <Kbd>Enter</Kbd>.
        </p>
      ) : (
        <>
          <p>
            <code className="font-medium text-ink">{nameOf(pick.columnId)}</code> is picked. Choose a column of the{" "}
            {pick.side === "source" ? "list" : "table"} to map it to.
          </p>
          {pick.side === "source" && (
            <Button size="sm" icon={<Plus aria-hidden />} onClick={() => setCreating(pick.columnId)}>
              Create column in list
            </Button>
          )}
          <Button size="sm" variant="quiet" onClick={onCancel}>
            Cancel <Kbd>Esc</Kbd>
          </Button>
        </>
      )}
      {creating !== null && (
        <CreateColumnDialog
          definitionId={view.definition.id}
          listName={view.definition.listName}
          source={view.columns.sources.find(({ id }) => id === creating) ?? null}
          onCreated={(targetColumnId) => {
            onMap(creating, targetColumnId);
            setCreating(null);
          }}
          onClose={() => setCreating(null)}
        />
      )}
    </div>
  );
}
