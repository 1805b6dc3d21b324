"use client";

import { useEffect } from "react";
import { useForm } from "react-hook-form";
import { ExpressionField } from "@/components/expressions/expression-field";
import { NullRuleFields } from "@/components/expressions/null-rule-fields";
import { TextField } from "@/components/forms/text-field";
import type { ActionForm } from "@/components/forms/use-action-form";
import type { MappingRow } from "@/lib/features/mapping/document/document";
import type { RowRule } from "./editor-state";

interface RuleValues {
  transform: string;
  inverse: string;
  nullPolicy: MappingRow["nullPolicy"];
  defaultValue: string;
}

interface RuleFieldsProps {
  row: MappingRow;
  onChange: (rule: Partial<RowRule>, group?: string) => void;
  /** The person went on to another field. */
  onSettle: () => void;
}

const written = ({ transform, inverse, nullPolicy, defaultValue }: MappingRow): RuleValues => ({
  transform: transform ?? "",
  inverse: inverse ?? "",
  nullPolicy,
  defaultValue: defaultValue ?? "",
});

const orNull = (text: string) => (text.trim() === "" ? null : text);

/** How a field gets its value: its expression, the way back, and what happens without a value. Each letter is part of the draft at once. */
export function RuleFields({ row, onChange, onSettle }: RuleFieldsProps) {
  const form = useForm<RuleValues>({ defaultValues: written(row) });
  const of: ActionForm<RuleValues> = { form, reason: null, isPending: false, submit: async () => undefined };
  useEffect(() => {
    const subscription = form.watch((values, { name, type }) => {
      // Set by itself when something was taken back, below.
      if (type === undefined && name === undefined) return;
      if (name === "nullPolicy" && values.nullPolicy) {
        onChange({ nullPolicy: values.nullPolicy, ...(values.nullPolicy === "DEFAULT" ? {} : { defaultValue: null }) });
      } else if (name === "transform" || name === "inverse" || name === "defaultValue") {
        onChange({ [name]: orNull(values[name] ?? "") }, name);
      }
    });
    return () => subscription.unsubscribe();
  }, [form, onChange]);
  // What was taken back, merged or rolled back shows in the fields too; what is being typed is the same already.
  useEffect(() => {
    const now = form.getValues();
    const wanted = written(row);
    const differs = (Object.keys(wanted) as (keyof RuleValues)[]).some(
      (name) => (orNull(wanted[name]) ?? "") !== (orNull(now[name]) ?? ""),
    );
    if (differs) form.reset(wanted);
  }, [row, form]);
  const hasColumn = row.sourceColumnId !== null;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hears when one of its fields is left; it takes no key or press itself.
    <div className="flex flex-col gap-5" onBlur={onSettle}>
      <ExpressionField
        of={of}
        name="transform"
        label="Expression"
        hint={
          hasColumn ? "Empty: the column flows as it is." : "A constant, facts of the run, or several columns in one."
        }
        placeholder={hasColumn ? "value.trim()" : 'concat(first_name, " ", last_name)'}
        use={{ kind: "field", targetColumnId: row.targetColumnId, sourceColumnId: row.sourceColumnId }}
        optional={hasColumn}
      />
      {row.direction === "BIDIRECTIONAL" && row.transform !== null && (
        <TextField
          of={of}
          name="inverse"
          label="Way back"
          hint="An expression that makes the column's value of the list's one, called value. Without it the field flows from table to list only."
          mono
          rows={2}
          optional
        />
      )}
      <NullRuleFields of={of} />
    </div>
  );
}
