"use client";

import { useWatch } from "react-hook-form";
import { Form } from "@/components/forms/form";
import { FormActions } from "@/components/forms/form-actions";
import { NumberField } from "@/components/forms/number-field";
import { SelectField } from "@/components/forms/select-field";
import { useActionForm } from "@/components/forms/use-action-form";
import { Dialog } from "@/components/ui/dialog";
import { setBudgetAction } from "@/lib/features/budgets/actions";
import { budgetTierLabels } from "@/lib/features/budgets/labels";
import { budgetTier, setBudgetInput, tierOf } from "@/lib/features/budgets/schema";
import type { BudgetRow } from "@/lib/features/budgets/types";

export type Limits = Pick<BudgetRow, "tenantId" | "clientId" | "minuteLimit" | "dayLimit" | "isLimitFixed">;

interface LimitsDialogProps {
  budget: Limits;
  close: () => void;
}

/** What the application may spend, to be chosen. */
export function LimitsDialog({ budget, close }: LimitsDialogProps) {
  return (
    <Dialog
      open
      onOpenChange={close}
      title="Limits of the budget"
      description="SharePoint allows an application more, the more licences its tenant has. Everything that runs together stays a little below."
      size="sm"
    >
      <LimitsForm budget={budget} close={close} />
    </Dialog>
  );
}

function LimitsForm({ budget, close }: LimitsDialogProps) {
  const { tenantId, clientId, minuteLimit, dayLimit, isLimitFixed } = budget;
  const of = useActionForm({
    schema: setBudgetInput,
    action: (values, seen) => setBudgetAction({ ...values, seen }),
    defaults: { tenantId, clientId, tier: tierOf(budget), minuteLimit, dayLimit },
    // Limits that are learned change by themselves.
    seen: { isLimitFixed, ...(isLimitFixed ? { minuteLimit, dayLimit } : {}) },
    onDone: close,
  });
  const tier = useWatch({ control: of.form.control, name: "tier" });
  return (
    <Form of={of}>
      <SelectField
        of={of}
        name="tier"
        label="Licences in the tenant"
        options={budgetTier.options.map((value) => ({ value, label: budgetTierLabels[value] }))}
      />
      {tier === "other" && (
        <div className="grid gap-5 sm:grid-cols-2">
          <NumberField of={of} name="minuteLimit" label="A minute" unit="units" />
          <NumberField of={of} name="dayLimit" label="In 24 hours" unit="units" />
        </div>
      )}
      <FormActions of={of} submit="Save" onCancel={close} />
    </Form>
  );
}
