"use client";

import { useRouter } from "next/navigation";
import { Form } from "@/components/forms/form";
import { FormActions } from "@/components/forms/form-actions";
import { TextField } from "@/components/forms/text-field";
import { useActionForm } from "@/components/forms/use-action-form";
import { createDefinitionAction } from "@/lib/features/syncs/actions";
import { createDefinitionInput } from "@/lib/features/syncs/schema";

interface BeginFormProps {
  tableId: string;
  listId: string;
  /** The source column that the list's own Title stands for, where one was chosen. */
  titleFrom: string | null;
  suggestedName: string;
  cancelHref: string;
}

/** Makes the paused draft that all further steps work on. */
export function BeginForm({ tableId, listId, titleFrom, suggestedName, cancelHref }: BeginFormProps) {
  const router = useRouter();
  const of = useActionForm({
    schema: createDefinitionInput,
    action: createDefinitionAction,
    defaults: {
      name: suggestedName,
      tableId,
      listId,
      conflictPolicy: "SOURCE_WINS" as const,
      titleFrom: titleFrom ?? undefined,
    },
    onDone: ({ definitionId }) => router.push(`/syncs/${definitionId}/setup/key`),
  });
  return (
    <Form of={of}>
      <TextField
        of={of}
        name="name"
        label="Name of the sync"
        hint="The draft is paused: nothing is read or written before you say so."
        autoFocus
      />
      <FormActions of={of} submit="Make the draft and go on" cancelHref={cancelHref} />
    </Form>
  );
}
