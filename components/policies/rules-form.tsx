"use client";

import { useWatch } from "react-hook-form";
import { ChoiceField } from "@/components/forms/choice-field";
import { Form } from "@/components/forms/form";
import { FormActions } from "@/components/forms/form-actions";
import { SelectField } from "@/components/forms/select-field";
import { useActionForm } from "@/components/forms/use-action-form";
import { Callout } from "@/components/ui/callout";
import { toast } from "@/components/ui/toast";
import { setPoliciesAction } from "@/lib/features/policies/actions";
import { conflictWords, deletePolicyWords, listDeletePolicyWords, modeWords } from "@/lib/features/policies/labels";
import { setPoliciesInput } from "@/lib/features/policies/schema";
import type { DefinitionPolicies } from "@/lib/features/policies/types";
import { MarkColumnButton } from "./mark-column-button";
import { optionsOf } from "./rule-words";

const twoWay = { value: "TWO_WAY", label: "Two-way", meaning: "Not there yet.", disabled: true };

/** What becomes of items and rows that leave, and of edits in the list. */
export function RulesForm({ policies }: { policies: DefinitionPolicies }) {
  const { definitionId, mode, conflictPolicy, onSourceDelete, onLeftFilter, onListDelete, markColumnId } = policies;
  const of = useActionForm({
    schema: setPoliciesInput,
    action: (values, seen) => setPoliciesAction({ ...values, seen }),
    defaults: {
      definitionId,
      mode: mode === "TWO_WAY" ? undefined : mode,
      conflictPolicy: conflictPolicy === "LATEST_WINS" ? undefined : conflictPolicy,
      onSourceDelete,
      onLeftFilter,
      onListDelete,
      markColumnId: markColumnId ?? "",
    },
    seen: { mode, conflictPolicy, onSourceDelete, onLeftFilter, onListDelete, markColumnId },
    onDone: () => toast.success("Rules saved"),
  });
  const [chosenMode, ofSource, ofFilter, chosenMark] = useWatch({
    control: of.form.control,
    name: ["mode", "onSourceDelete", "onLeftFilter", "markColumnId"],
  });
  const isArchive = chosenMode === "ARCHIVE_ONLY";
  const isMarked = isArchive || ofSource === "MARK" || ofFilter === "MARK";
  return (
    <Form of={of} className="gap-7">
      {policies.hasOpenRun && (
        <Callout tone="info" title="A run is open">
          It was planned by the rules as they are. All but the rule for edits can be changed when it has ended.
        </Callout>
      )}
      <ChoiceField of={of} name="mode" label="Mode" options={[...optionsOf(modeWords), twoWay]} />
      {!isArchive && (
        <div className="grid gap-7 lg:grid-cols-2">
          <ChoiceField
            of={of}
            name="onSourceDelete"
            label="When a row leaves the table"
            options={optionsOf(deletePolicyWords)}
          />
          <ChoiceField
            of={of}
            name="onLeftFilter"
            label="When a row leaves the row filter"
            options={optionsOf(deletePolicyWords)}
          />
        </div>
      )}
      {isMarked && (
        <div className="flex flex-wrap items-end gap-3">
          <div className="min-w-64 max-w-md flex-1">
            <SelectField
              of={of}
              name="markColumnId"
              label="Mark column"
              hint="Takes the time at which a row was found gone. Nothing else may be mapped to it."
              optional={isArchive}
              placeholder={isArchive ? "No mark" : "Choose a column"}
              options={policies.markColumns.map((column) => ({
                value: column.id,
                label: `${column.displayName} (${column.takes})`,
              }))}
            />
          </div>
          <MarkColumnButton
            definitionId={definitionId}
            onMade={(columnId) => of.form.setValue("markColumnId", columnId)}
          />
        </div>
      )}
      {markColumnId !== null && chosenMark !== markColumnId && (
        <Callout tone="info" title="Marks that are there stay where they are">
          Items that are marked in “{policies.markColumnName}” already keep that mark until their rows come back, and
          get no second one. Only rows that leave from now on are marked elsewhere.
        </Callout>
      )}
      <div className="grid gap-7 lg:grid-cols-2">
        <ChoiceField
          of={of}
          name="onListDelete"
          label="When somebody deletes an item in the list"
          hint="Found when its row is written next."
          options={optionsOf(listDeletePolicyWords)}
        />
        <ChoiceField
          of={of}
          name="conflictPolicy"
          label="When an item was edited in the list"
          hint="Only the mapped columns count; all others belong to the list."
          options={optionsOf(conflictWords)}
        />
      </div>
      <FormActions of={of} submit="Save rules" />
    </Form>
  );
}
