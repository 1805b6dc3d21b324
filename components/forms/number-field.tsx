"use client";

import type { FieldValues } from "react-hook-form";
import { Input } from "@/components/ui/input";
import { Field, type FieldProps } from "./field";

interface NumberFieldProps<Values extends FieldValues> extends FieldProps<Values> {
  /** Stands behind the box: "rows", "%", "ms". */
  unit?: string;
  placeholder?: string;
}

/** A number; an empty box is `undefined`, and what is no number reaches the schema as NaN. */
export function NumberField<Values extends FieldValues>(props: NumberFieldProps<Values>) {
  const { of, name, unit, placeholder, disabled } = props;
  return (
    <Field {...props}>
      {(control) => (
        <span className="flex items-center gap-2">
          <Input
            {...control}
            {...of.form.register(name, { disabled, setValueAs: toNumber })}
            inputMode="decimal"
            placeholder={placeholder}
            autoComplete="off"
            className="figures max-w-40"
          />
          {unit && <span className="text-ink-muted text-sm">{unit}</span>}
        </span>
      )}
    </Field>
  );
}

function toNumber(value: unknown): number | undefined {
  if (value === null || value === undefined || value === "") return undefined;
  return typeof value === "number" ? value : Number(String(value).trim());
}
