"use client";

import { useRouter } from "next/navigation";
import { z } from "zod";
import { ChoiceField } from "@/components/forms/choice-field";
import { Form } from "@/components/forms/form";
import { useActionForm } from "@/components/forms/use-action-form";
import { Button } from "@/components/ui/button";
import { agreeToUniqueAction } from "@/lib/features/keys/actions";
import { consentInput } from "@/lib/features/keys/schema";
import type { SetupView } from "@/lib/features/setup/types";
import { StepLinks, stepsBeside } from "./step-links";

interface PrepareListFormProps {
  setup: Pick<SetupView, "definitionId" | "steps" | "listName">;
  /** A list that SyncBridge made may be made unique without asking. */
  isProvisioned: boolean;
}

interface Values {
  choice: "unique" | "plain";
}

/** Adds the key column to the list and finds out how well it can hold; asks first where the list is somebody else's. */
export function PrepareListForm({ setup, isProvisioned }: PrepareListFormProps) {
  const router = useRouter();
  const { definitionId } = setup;
  const { next } = stepsBeside(setup, "key");
  const toInput = ({ choice }: Values) => ({ definitionId, mayMakeUnique: choice === "unique" });
  const of = useActionForm({
    schema: z.custom<Values>().transform(toInput).pipe(consentInput),
    action: (values) => agreeToUniqueAction(toInput(values)),
    defaults: { choice: isProvisioned ? ("unique" as const) : ("plain" as const) },
    onDone: () => next && router.push(next.href),
  });
  return (
    <Form of={of}>
      {!isProvisioned && (
        <ChoiceField
          of={of}
          name="choice"
          label={`The key column in “${setup.listName}”`}
          options={[
            {
              value: "plain",
              label: "Leave it plain",
              meaning:
                "Nothing changes for those who work in the list. After a lost answer its changes are searched before an item is made again. A list without items is made unique all the same.",
            },
            {
              value: "unique",
              label: "Make it unique",
              meaning:
                "The list then refuses a second item of the same row, whatever happens. It takes one of the 20 indexes that a list can have, and copies that people make of items are refused too.",
            },
          ]}
        />
      )}
      <StepLinks setup={setup} step="key" canSkip>
        <Button type="submit" variant="primary" pending={of.isPending}>
          {of.isPending ? "Preparing the list" : "Prepare the list and go on"}
        </Button>
      </StepLinks>
    </Form>
  );
}
