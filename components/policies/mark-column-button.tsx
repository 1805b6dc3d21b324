"use client";

import { useState } from "react";
import { Form } from "@/components/forms/form";
import { FormActions } from "@/components/forms/form-actions";
import { TextField } from "@/components/forms/text-field";
import { useActionForm } from "@/components/forms/use-action-form";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { toast } from "@/components/ui/toast";
import { addMarkColumnAction } from "@/lib/features/policies/actions";
import { addMarkColumnInput } from "@/lib/features/policies/schema";

interface MarkColumnButtonProps {
  definitionId: string;
  /** Hears the id of the new column, which is the mark column by then. */
  onMade: (columnId: string) => void;
}

/** Adds a date and time column for the mark to the list, in place. */
export function MarkColumnButton({ definitionId, onMade }: MarkColumnButtonProps) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Dialog
      trigger={<Button>Create a column</Button>}
      open={isOpen}
      onOpenChange={setIsOpen}
      title="A column for the mark"
      description="Adds a date and time column to the list. Items that are there stay as they are."
      size="sm"
    >
      <MarkColumnForm
        definitionId={definitionId}
        close={() => setIsOpen(false)}
        onMade={(columnId) => {
          onMade(columnId);
          setIsOpen(false);
        }}
      />
    </Dialog>
  );
}

function MarkColumnForm({ definitionId, onMade, close }: MarkColumnButtonProps & { close: () => void }) {
  const of = useActionForm({
    schema: addMarkColumnInput,
    action: addMarkColumnAction,
    defaults: { definitionId, displayName: "Left the table" },
    onDone: ({ columnId }) => {
      toast.success("Column created");
      onMade(columnId);
    },
  });
  return (
    <Form of={of}>
      <TextField of={of} name="displayName" label="Name" autoFocus />
      <FormActions of={of} submit="Create column" onCancel={close} />
    </Form>
  );
}
