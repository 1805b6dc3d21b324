"use client";

import { useId } from "react";
import type { FieldValues } from "react-hook-form";
import { FieldError } from "@/components/ui/field-error";
import { Switch } from "@/components/ui/switch";
import { controlProps, type FieldProps, useFieldError } from "./field";

/** On or off, with its label at the right. */
export function SwitchField<Values extends FieldValues>({ of, name, label, hint, disabled }: FieldProps<Values>) {
  const id = useId();
  const error = useFieldError(of, name);
  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex items-start gap-3">
        <Switch {...controlProps(id, Boolean(hint), error)} {...of.form.register(name, { disabled })} />
        <div className="flex flex-col">
          <label htmlFor={id} className="font-medium text-sm">
            {label}
          </label>
          {hint && (
            <p id={`${id}-hint`} className="text-pretty text-ink-muted text-sm">
              {hint}
            </p>
          )}
        </div>
      </div>
      <FieldError id={`${id}-error`}>{error}</FieldError>
    </div>
  );
}
