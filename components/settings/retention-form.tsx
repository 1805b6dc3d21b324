"use client";

import { Form } from "@/components/forms/form";
import { FormActions } from "@/components/forms/form-actions";
import { NumberField } from "@/components/forms/number-field";
import { useActionForm } from "@/components/forms/use-action-form";
import { toast } from "@/components/ui/toast";
import { setRetentionAction } from "@/lib/features/retention/actions";
import { historyWords } from "@/lib/features/retention/labels";
import { setRetentionInput } from "@/lib/features/retention/schema";
import type { KeptHistory } from "@/lib/features/retention/types";

/** How many days each kind of history is kept. */
export function RetentionForm({ history }: { history: readonly KeptHistory[] }) {
  const daysOf = (kind: KeptHistory["kind"]) => history.find((each) => each.kind === kind)?.days ?? null;
  const of = useActionForm({
    schema: setRetentionInput,
    action: (values, seen) => setRetentionAction({ ...values, seen }),
    defaults: {
      keepOperationsDays: daysOf("keepOperationsDays") ?? undefined,
      keepEventsDays: daysOf("keepEventsDays"),
      keepSnapshotsDays: daysOf("keepSnapshotsDays"),
      keepMetricsDays: daysOf("keepMetricsDays"),
    },
    seen: Object.fromEntries(history.map(({ kind, days }) => [kind, days])),
    onDone: () => toast.success("Saved; workers remove what is older"),
  });
  return (
    <Form of={of}>
      {history.map(({ kind }) => (
        <NumberField
          key={kind}
          of={of}
          name={kind}
          label={historyWords[kind].label}
          hint={historyWords[kind].meaning}
          unit="days"
          placeholder="for good"
          optional={kind !== "keepOperationsDays"}
        />
      ))}
      <FormActions of={of} submit="Save" />
    </Form>
  );
}
