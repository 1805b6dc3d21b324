"use client";

import { Button } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";
import type { NameOf } from "./difference-list";
import type { Pick } from "./editor-state";

interface PickHintProps {
  pick: Pick | null;
  nameOf: NameOf;
  onCancel: () => void;
}

/** What to do next to make a mapping: one line that stays where it is, so that nothing jumps. */
export function PickHint({ pick, nameOf, onCancel }: PickHintProps) {
  return (
    <div className="flex min-h-7 flex-wrap items-center gap-2 text-ink-muted text-sm">
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
          <Button size="sm" variant="quiet" onClick={onCancel}>
            Cancel <Kbd>Esc</Kbd>
          </Button>
        </>
      )}
    </div>
  );
}
