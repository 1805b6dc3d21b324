"use client";

import type { ReactNode } from "react";
import { type FieldPath, type FieldValues, useWatch } from "react-hook-form";
import { CheckField } from "@/components/forms/check-field";
import { Form } from "@/components/forms/form";
import { FormActions } from "@/components/forms/form-actions";
import { NumberField } from "@/components/forms/number-field";
import { type ActionForm, useActionForm } from "@/components/forms/use-action-form";
import { Button } from "@/components/ui/button";
import { toast } from "@/components/ui/toast";
import { setGuardDefaultsAction, setGuardsAction } from "@/lib/features/policies/actions";
import { guardWords, limitText } from "@/lib/features/policies/labels";
import { type GuardLimits, setGuardDefaultsInput, setGuardsInput } from "@/lib/features/policies/schema";
import type { DefinitionPolicies, GuardDefaults } from "@/lib/features/policies/types";

/** The limits beyond which a run stops before its first write. */
export function GuardsForm({ policies }: { policies: DefinitionPolicies }) {
  const { definitionId, guards, defaultGuards } = policies;
  const of = useActionForm({
    schema: setGuardsInput,
    action: (values, seen) => setGuardsAction({ ...values, seen }),
    defaults: { definitionId, guards },
    seen: { guards },
    onDone: () => toast.success("Guards saved"),
  });
  return (
    <Form of={of}>
      <GuardLines of={of} defaults={defaultGuards} words={ownWords} />
      <FormActions of={of} submit="Save guards" />
    </Form>
  );
}

/** The limits of all definitions without own ones. */
export function GuardDefaultsForm({ defaults }: { defaults: GuardDefaults }) {
  const of = useActionForm({
    schema: setGuardDefaultsInput,
    action: (values, seen) => setGuardDefaultsAction({ ...values, seen }),
    defaults: { guards: defaults.guards },
    seen: { guards: defaults.guards },
    onDone: () => toast.success("Defaults saved"),
  });
  return (
    <Form of={of}>
      <GuardLines of={of} defaults={defaults.productGuards} words={defaultWords} />
      <FormActions of={of} submit="Save defaults" />
    </Form>
  );
}

/** How a limit stands to the one that holds where nobody set another. */
interface UsualWords {
  readonly same: (usual: string) => string;
  readonly other: (usual: string) => string;
  readonly reset: string;
}

const ownWords: UsualWords = {
  same: (usual) => `As for all syncs: ${usual}.`,
  other: (usual) => `For all syncs it is ${usual}.`,
  reset: "Use default",
};

const defaultWords: UsualWords = {
  same: (usual) => `As SyncBridge comes: ${usual}.`,
  other: (usual) => `As SyncBridge comes it is ${usual}.`,
  reset: "Set back",
};

interface GuardLinesProps<Values extends FieldValues> {
  /** Of a form whose values hold the limits under `guards`. */
  of: ActionForm<Values>;
  /** Where each limit can be set back to. */
  defaults: GuardLimits;
  words: UsualWords;
}

function GuardLines<Values extends FieldValues>({ of, defaults, words }: GuardLinesProps<Values>) {
  const at = (path: string) => path as FieldPath<Values>;
  const present = useWatch({ control: of.form.control, name: at("guards") }) as GuardLimits | undefined;
  const line = (name: keyof GuardLimits, fields: ReactNode) => (
    <GuardLine
      name={name}
      usual={limitText(name, defaults)}
      words={words}
      isUsual={JSON.stringify(present?.[name]) === JSON.stringify(defaults[name])}
      onReset={() => of.form.setValue(at(`guards.${name}`), defaults[name] as never)}
    >
      {fields}
    </GuardLine>
  );
  return (
    <div className="flex flex-col">
      {line("emptySource", <CheckField of={of} name={at("guards.emptySource")} label="Stop" />)}
      {line(
        "mostDeletes",
        <>
          <NumberField of={of} name={at("guards.mostDeletes.rows")} label="Rows" unit="rows" />
          <NumberField of={of} name={at("guards.mostDeletes.percent")} label="Share" unit="%" />
        </>,
      )}
      {line("mostUpdates", <NumberField of={of} name={at("guards.mostUpdates.percent")} label="Share" unit="%" />)}
      {line(
        "mostAlike",
        <>
          <NumberField of={of} name={at("guards.mostAlike.percent")} label="Share" unit="%" />
          <NumberField of={of} name={at("guards.mostAlike.fromRows")} label="From" unit="rows" />
        </>,
      )}
      {line(
        "mostVanished",
        <>
          <NumberField of={of} name={at("guards.mostVanished.percent")} label="Share" unit="%" />
          <NumberField of={of} name={at("guards.mostVanished.fromItems")} label="From" unit="items" />
        </>,
      )}
    </div>
  );
}

interface GuardLineProps {
  name: keyof GuardLimits;
  /** What it can be set back to, in words. */
  usual: string;
  words: UsualWords;
  isUsual: boolean;
  onReset: () => void;
  children: ReactNode;
}

function GuardLine({ name, usual, words, isUsual, onReset, children }: GuardLineProps) {
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
          {isUsual ? words.same(usual) : words.other(usual)}
          {!isUsual && (
            <Button size="sm" variant="quiet" onClick={onReset}>
              {words.reset}
              <span className="sr-only">: {label}</span>
            </Button>
          )}
        </p>
      </div>
    </fieldset>
  );
}
