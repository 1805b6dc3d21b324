"use client";

import { useRouter } from "next/navigation";
import { useId, useState } from "react";
import { useAnswer } from "@/components/catalog/use-answer";
import { FormSummary } from "@/components/forms/form-summary";
import { Button } from "@/components/ui/button";
import { Dialog, DialogClose } from "@/components/ui/dialog";
import { Input } from "@/components/ui/input";
import { Label } from "@/components/ui/label";
import { toast } from "@/components/ui/toast";
import { createListColumnAction } from "@/lib/features/mapping/actions";
import type { SourceColumnView } from "@/lib/features/mapping/document/columns";

interface CreateColumnDialogProps {
  definitionId: string;
  listName: string;
  source: SourceColumnView | null;
  onCreated: (targetColumnId: string) => void;
  onClose: () => void;
}

/** Adds a column to the list at once, of the type that holds the source column's values best. */
export function CreateColumnDialog({ definitionId, listName, source, onCreated, onClose }: CreateColumnDialogProps) {
  const router = useRouter();
  const nameId = useId();
  const [name, setName] = useState(source?.name ?? "");
  const { ask, reason, isPending } = useAnswer(createListColumnAction, (created) => {
    toast.success(`The list has a column “${created.column.displayName}” now`, {
      description: created.remarks.join(" ") || undefined,
    });
    router.refresh();
    onCreated(created.column.id);
  });
  if (!source) return null;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      size="sm"
      title={`Create a column in ${listName}`}
      description="It is created in SharePoint at once, not with the draft."
      footer={
        <>
          <Button
            variant="primary"
            pending={isPending}
            disabled={name.trim() === ""}
            onClick={() => ask({ definitionId, sourceColumnId: source.id, displayName: name })}
          >
            Create column
          </Button>
          <DialogClose>Cancel</DialogClose>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <FormSummary reason={reason} />
        <p className="text-ink-muted">
          For <code>{source.name}</code> of type <code>{source.nativeType}</code>, with the type that holds its values
          best.
        </p>
        <div className="flex flex-col gap-1.5">
          <Label htmlFor={nameId}>Name</Label>
          <Input id={nameId} value={name} maxLength={200} onChange={(event) => setName(event.target.value)} />
        </div>
      </div>
    </Dialog>
  );
}
