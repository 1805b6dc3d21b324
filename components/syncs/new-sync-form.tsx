"use client";

import { useRouter } from "next/navigation";
import { Form } from "@/components/forms/form";
import { FormActions } from "@/components/forms/form-actions";
import { SelectField } from "@/components/forms/select-field";
import { TextField } from "@/components/forms/text-field";
import { useActionForm } from "@/components/forms/use-action-form";
import { createDefinitionAction } from "@/lib/features/syncs/actions";
import { conflictPolicyLabels } from "@/lib/features/syncs/labels";
import { createDefinitionInput } from "@/lib/features/syncs/schema";
import type { EndChoice } from "@/lib/features/syncs/types";

interface NewSyncFormProps {
  tables: readonly EndChoice[];
  lists: readonly EndChoice[];
  /** Chosen beforehand by the page one came from. */
  tableId: string;
  listId: string;
}

const policies = ["SOURCE_WINS", "DESTINATION_WINS", "MANUAL"] as const;

/** The few things that a sync needs to be told; key and mapping are proposed from table and list. */
export function NewSyncForm({ tables, lists, tableId, listId }: NewSyncFormProps) {
  const router = useRouter();
  const of = useActionForm({
    schema: createDefinitionInput,
    action: createDefinitionAction,
    defaults: { name: "", tableId, listId, conflictPolicy: "SOURCE_WINS" as const },
    onDone: ({ definitionId }) => router.push(`/syncs/${definitionId}`),
  });
  return (
    <Form of={of}>
      <TextField of={of} name="name" label="Name" placeholder="Customers to sales team" autoFocus />
      <SelectField
        of={of}
        name="tableId"
        label="Table"
        hint="Rows are read from here."
        placeholder="Choose a table"
        options={tables}
      />
      <SelectField
        of={of}
        name="listId"
        label="List"
        hint="One item is kept for each row."
        placeholder="Choose a list"
        options={lists}
      />
      <SelectField
        of={of}
        name="conflictPolicy"
        label="When an item was edited in the list"
        options={policies.map((value) => ({ value, label: conflictPolicyLabels[value] }))}
      />
      <FormActions of={of} submit="Create sync" cancelHref="/syncs" />
    </Form>
  );
}
