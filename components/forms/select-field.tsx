"use client";

import type { FieldValues } from "react-hook-form";
import { Select } from "@/components/ui/select";
import { Field, type FieldProps } from "./field";

interface SelectFieldProps<Values extends FieldValues> extends FieldProps<Values> {
  options: readonly { readonly value: string; readonly label: string; readonly disabled?: boolean }[];
  /** The words of the empty choice; without them there is none. */
  placeholder?: string;
}

export function SelectField<Values extends FieldValues>(props: SelectFieldProps<Values>) {
  const { of, name, options, placeholder, disabled } = props;
  return (
    <Field {...props}>
      {(control) => (
        <Select {...control} {...of.form.register(name, { disabled })}>
          {placeholder !== undefined && <option value="">{placeholder}</option>}
          {options.map((option) => (
            <option key={option.value} value={option.value} disabled={option.disabled}>
              {option.label}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
