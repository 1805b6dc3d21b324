"use client";

import type { ReactNode } from "react";
import { useWatch } from "react-hook-form";
import { toast } from "sonner";
import { CheckField } from "@/components/forms/check-field";
import { Form } from "@/components/forms/form";
import { FormActions } from "@/components/forms/form-actions";
import { NumberField } from "@/components/forms/number-field";
import { useActionForm } from "@/components/forms/use-action-form";
import { Button } from "@/components/ui/button";
import { setGuardsAction } from "@/lib/features/policies/actions";
import { guardWords, limitText } from "@/lib/features/policies/labels";
import { type GuardLimits, setGuardsInput } from "@/lib/features/policies/schema";
import type { DefinitionPolicies } from "@/lib/features/policies/types";

/** The limits beyond which a run stops before its first write. */
export function GuardsForm({ policies }: { policies: DefinitionPolicies }) {
  const { definitionId, guards, defaultGuards } = policies;
  const of = useActionForm({
    schema: setGuardsInput,
    action: setGuardsAction,
    defaults: { definitionId, guards },
    onDone: () => toast.success("Guards stored"),
  });
  const present = useWatch({ control: of.form.control, name: "guards" }) as GuardLimits | undefined;
  const line = (name: keyof GuardLimits, fields: ReactNode) => (
    <GuardLine
      name={name}
      usual={limitText(name, defaultGuards)}
      isUsual={JSON.stringify(present?.[name]) === JSON.stringify(defaultGuards[name])}
      onReset={() => of.form.setValue(`guards.${name}`, defaultGuards[name] as never)}
    >
      {fields}
    </GuardLine>
  );
  return (
    <Form of={of}>
      <div className="flex flex-col">
        {line("emptySource", <CheckField of={of} name="guards.emptySource" label="Stop" />)}
        {line(
          "mostDeletes",
          <>
            <NumberField of={of} name="guards.mostDeletes.rows" label="Rows" unit="rows" />
            <NumberField of={of} name="guards.mostDeletes.percent" label="Share" unit="%" />
          </>,
        )}
        {line("mostUpdates", <NumberField of={of} name="guards.mostUpdates.percent" label="Share" unit="%" />)}
        {line(
          "mostAlike",
          <>
            <NumberField of={of} name="guards.mostAlike.percent" label="Share" unit="%" />
            <NumberField of={of} name="guards.mostAlike.fromRows" label="From" unit="rows" />
          </>,
        )}
        {line(
          "mostVanished",
          <>
            <NumberField of={of} name="guards.mostVanished.percent" label="Share" unit="%" />
            <NumberField of={of} name="guards.mostVanished.fromItems" label="From" unit="items" />
          </>,
        )}
      </div>
      <FormActions of={of} submit="Store guards" />
    </Form>
  );
}

interface GuardLineProps {
  name: keyof GuardLimits;
  /** The default in words. */
  usual: string;
  isUsual: boolean;
  onReset: () => void;
  children: ReactNode;
}

function GuardLine({ name, usual, isUsual, onReset, children }: GuardLineProps) {
  const { label, meaning } = guardWords[name];
  return (
    <fieldset className="grid gap-x-8 gap-y-3 border-line-faint border-t py-4 first:border-t-0 first:pt-0 md:grid-cols-2">
      <legend className="sr-only">{label}</legend>
      <div className="flex flex-col gap-0.5">
        <p aria-hidden className="font-medium text-ink text-sm">
          {label}
        </p>
        <p className="text-pretty text-ink-muted text-sm">{meaning}</p>
      </div>
      <div className="flex flex-col items-start gap-2">
        <div className="grid w-full gap-4 sm:grid-cols-2">{children}</div>
        <p className="flex min-h-7 items-center gap-2 text-ink-muted text-sm">
          {isUsual ? `This is the default: ${usual}.` : `The default is ${usual}.`}
          {!isUsual && (
            <Button size="sm" variant="quiet" onClick={onReset}>
              Use default<span className="sr-only"> of {label}</span>
            </Button>
          )}
        </p>
      </div>
    </fieldset>
  );
}
