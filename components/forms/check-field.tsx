"use client";

import { useId } from "react";
import type { FieldValues } from "react-hook-form";
import { Checkbox } from "@/components/ui/checkbox";
import { Label } from "@/components/ui/label";
import { controlProps, type FieldProps } from "./field";

/** Yes or no: the box first, what a yes means behind it. */
export function CheckField<Values extends FieldValues>({ of, name, label, hint, disabled }: FieldProps<Values>) {
  const id = useId();
  return (
    <div className="flex items-start gap-2.5">
      <Checkbox
        {...controlProps(id, Boolean(hint), undefined)}
        {...of.form.register(name, { disabled })}
        className="mt-0.5"
      />
      <div className="flex flex-col gap-0.5">
        <Label htmlFor={id}>{label}</Label>
        {hint && (
          <p id={`${id}-hint`} className="text-pretty text-ink-muted text-sm">
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}
