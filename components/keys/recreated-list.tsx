"use client";

import { Form } from "@/components/forms/form";
import { FormActions } from "@/components/forms/form-actions";
import { SelectField } from "@/components/forms/select-field";
import { useActionForm } from "@/components/forms/use-action-form";
import { Callout } from "@/components/ui/callout";
import { retargetListAction } from "@/lib/features/keys/actions";
import { retargetInput } from "@/lib/features/keys/schema";
import type { KeyView } from "@/lib/features/keys/types";

/** Puts a list that was made anew in the place of one that is gone. */
export function RecreatedList({ view }: { view: KeyView }) {
  const form = useActionForm({
    schema: retargetInput,
    action: retargetListAction,
    defaults: { definitionId: view.definitionId, listId: "" },
  });
  return (
    <Callout tone="attention" title={`The list “${view.listName}” is gone`}>
      <p className="mb-3">
        If it was made anew, name the new list. The sync is paused and its ledger of the former list let go; rows and
        items find each other again by their keys, which you confirm, so that nothing is made twice.
      </p>
      <Form of={form} className="max-w-xl">
        <SelectField
          of={form}
          name="listId"
          label="The new list"
          placeholder="Choose a list"
          options={view.otherLists}
        />
        <FormActions of={form} submit="Use this list" />
      </Form>
    </Callout>
  );
}
