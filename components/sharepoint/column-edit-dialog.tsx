"use client";

import { Dialog } from "@/components/ui/dialog";
import type { ProposedColumn } from "@/lib/features/sharepoint/types";
import { ColumnEditForm } from "./column-edit-form";
import type { ListDraft } from "./use-list-draft";

interface ColumnEditDialogProps {
  tableId: string;
  column: ProposedColumn;
  draft: ListDraft;
  onClose: () => void;
}

/** One proposed column in a dialog, to be changed. */
export function ColumnEditDialog({ tableId, column, draft, onClose }: ColumnEditDialogProps) {
  return (
    <Dialog
      open
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
      title={
        <>
          List column for <code>{column.sourceColumn}</code>
        </>
      }
    >
      <ColumnEditForm tableId={tableId} column={column} revise={draft.revise} onDone={onClose} onCancel={onClose} />
    </Dialog>
  );
}
