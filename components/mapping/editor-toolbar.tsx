"use client";

import { Ellipsis, FlaskConical, ListChecks, Redo2, Send, Sparkles, SquareFunction, Undo2 } from "lucide-react";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { DropdownMenu, MenuItem } from "@/components/ui/dropdown-menu";
import { Select } from "@/components/ui/select";
import { DraftStateText } from "./draft-state";
import type { ColumnFilter } from "./mapping-canvas";
import type { Draft } from "./use-draft";

/** What opens above the page. */
export type EditorDialog = "suggestions" | "field" | "examples" | "try" | "test" | "publish";

interface EditorToolbarProps {
  draft: Draft;
  version: number;
  mayEdit: boolean;
  maySeeValues: boolean;
  isChanged: boolean;
  canUndo: boolean;
  canRedo: boolean;
  filter: ColumnFilter;
  suggestionCount: number;
  exampleCount: number;
  onUndo: () => void;
  onRedo: () => void;
  onFilter: (filter: ColumnFilter) => void;
  onOpen: (dialog: EditorDialog) => void;
  /** Resolves whether it was done. */
  onDiscard: () => Promise<boolean>;
}

const filters: Record<ColumnFilter, string> = {
  all: "All columns",
  mapped: "Mapped ones",
  free: "Free ones",
  problems: "With problems",
};

export function EditorToolbar(props: EditorToolbarProps) {
  const { draft, version, mayEdit, maySeeValues, isChanged, canUndo, canRedo, filter, suggestionCount, exampleCount } =
    props;
  const { onUndo, onRedo, onFilter, onOpen, onDiscard } = props;
  return (
    <div role="toolbar" aria-label="Mapping" className="flex flex-wrap items-center gap-2 print:hidden">
      {mayEdit && (
        <>
          <Button
            size="icon"
            variant="quiet"
            aria-label="Undo"
            title="Undo (Ctrl+Z)"
            disabled={!canUndo}
            onClick={onUndo}
          >
            <Undo2 aria-hidden />
          </Button>
          <Button
            size="icon"
            variant="quiet"
            aria-label="Redo"
            title="Redo (Ctrl+Shift+Z)"
            disabled={!canRedo}
            onClick={onRedo}
          >
            <Redo2 aria-hidden />
          </Button>
        </>
      )}
      <Select
        aria-label="Columns to show"
        className="w-36"
        value={filter}
        onChange={(event) => onFilter(event.target.value as ColumnFilter)}
      >
        {Object.entries(filters).map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </Select>
      {mayEdit && (
        <Button icon={<Sparkles aria-hidden />} onClick={() => onOpen("suggestions")}>
          Suggestions
          <span className="figures rounded-sm bg-paused-soft px-1 text-ink-muted text-xs">{suggestionCount}</span>
        </Button>
      )}
      {mayEdit && (
        <DropdownMenu
          align="start"
          trigger={
            <Button size="icon" aria-label="More to do with the mapping">
              <Ellipsis aria-hidden />
            </Button>
          }
        >
          {mayEdit && (
            <MenuItem icon={<SquareFunction aria-hidden />} onSelect={() => onOpen("field")}>
              Map an expression
            </MenuItem>
          )}
          {mayEdit && (
            <MenuItem icon={<ListChecks aria-hidden />} onSelect={() => onOpen("examples")}>
              Examples ({exampleCount})
            </MenuItem>
          )}
          {mayEdit && maySeeValues && (
            <MenuItem icon={<FlaskConical aria-hidden />} onSelect={() => onOpen("try")}>
              Try a row
            </MenuItem>
          )}
          {maySeeValues && (
            <MenuItem icon={<Send aria-hidden />} onSelect={() => onOpen("test")}>
              Send a test row
            </MenuItem>
          )}
        </DropdownMenu>
      )}
      <div className="ml-auto flex flex-wrap items-center gap-2">
        {mayEdit ? (
          <DraftStateText draft={draft} isChanged={isChanged} />
        ) : (
          <span className="text-ink-muted text-sm">Published, version {version}</span>
        )}
        {mayEdit && draft.revision !== null && (
          <ConfirmDialog
            trigger={<Button variant="quiet">Discard</Button>}
            title="Discard the draft?"
            confirm="Discard draft"
            danger
            onConfirm={onDiscard}
          >
            What you changed since version {version} is gone. What is published stays as it is.
          </ConfirmDialog>
        )}
        {mayEdit && (
          <Button variant="primary" disabled={!isChanged} onClick={() => onOpen("publish")}>
            Publish
          </Button>
        )}
      </div>
    </div>
  );
}
