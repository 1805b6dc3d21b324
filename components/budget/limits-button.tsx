"use client";

import { useState } from "react";
import { useWatch } from "react-hook-form";
import { Form } from "@/components/forms/form";
import { FormActions } from "@/components/forms/form-actions";
import { NumberField } from "@/components/forms/number-field";
import { SelectField } from "@/components/forms/select-field";
import { useActionForm } from "@/components/forms/use-action-form";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { setBudgetAction } from "@/lib/features/budgets/actions";
import { budgetTierLabels } from "@/lib/features/budgets/labels";
import { budgetTier, setBudgetInput, tierOf } from "@/lib/features/budgets/schema";
import type { BudgetRow } from "@/lib/features/budgets/types";

type Limits = Pick<BudgetRow, "tenantId" | "clientId" | "minuteLimit" | "dayLimit" | "isLimitFixed">;

/** Opens the choice of what the application may spend. */
export function LimitsButton({ budget }: { budget: Limits }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Dialog
      trigger={<Button size="sm">Limits</Button>}
      open={isOpen}
      onOpenChange={setIsOpen}
      title="Limits of the budget"
      description="SharePoint allows an application more, the more licences its tenant has. Everything that runs together stays a little below."
      size="sm"
    >
      <LimitsForm budget={budget} close={() => setIsOpen(false)} />
    </Dialog>
  );
}

function LimitsForm({ budget, close }: { budget: Limits; close: () => void }) {
  const { tenantId, clientId, minuteLimit, dayLimit } = budget;
  const of = useActionForm({
    schema: setBudgetInput,
    action: setBudgetAction,
    defaults: { tenantId, clientId, tier: tierOf(budget), minuteLimit, dayLimit },
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
