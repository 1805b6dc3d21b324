"use client";

import { useId } from "react";
import type { FieldValues } from "react-hook-form";
import { cx } from "@/components/ui/class-names";
import { FieldError } from "@/components/ui/field-error";
import { type FieldProps, useFieldError } from "./field";

interface ChoiceFieldProps<Values extends FieldValues> extends FieldProps<Values> {
  options: readonly {
    readonly value: string;
    readonly label: string;
    /** What choosing it means. */
    readonly meaning: string;
    readonly disabled?: boolean;
  }[];
}

/** One of few, each with what it means: for choices that one makes rarely and regrets easily. */
export function ChoiceField<Values extends FieldValues>(props: ChoiceFieldProps<Values>) {
  const { of, name, label, hint, options, disabled } = props;
  const id = useId();
  const error = useFieldError(of, name);
  return (
    <fieldset
      className="flex min-w-0 flex-col gap-2"
      aria-describedby={cx(hint && `${id}-hint`, error && `${id}-error`) || undefined}
    >
      <legend className="mb-1.5 font-medium text-ink text-sm">{label}</legend>
      {hint && (
        <p id={`${id}-hint`} className="-mt-1.5 text-pretty text-ink-muted text-sm">
          {hint}
        </p>
      )}
      <div className="flex flex-col gap-2.5">
        {options.map((option) => (
          <label key={option.value} className="flex items-start gap-2.5">
            <input
              type="radio"
              value={option.value}
              {...of.form.register(name)}
              disabled={disabled || option.disabled}
              className="mt-0.5 size-4 shrink-0 appearance-none rounded-full border border-line-control bg-surface transition-colors checked:border-[5px] checked:border-accent disabled:opacity-50"
            />
            <span className="flex flex-col gap-0.5">
              <span className={cx("text-sm", option.disabled ? "text-ink-muted" : "font-medium text-ink")}>
                {option.label}
              </span>
              <span className="text-pretty text-ink-muted text-sm">{option.meaning}</span>
            </span>
          </label>
        ))}
      </div>
      <FieldError id={`${id}-error`}>{error}</FieldError>
    </fieldset>
  );
}
