"use client";

import { type ReactNode, useId } from "react";
import {
  type FieldError as FieldErrorEntry,
  type FieldPath,
  type FieldValues,
  get,
  useFormState,
} from "react-hook-form";
import { FieldError } from "@/components/ui/field-error";
import { Label } from "@/components/ui/label";
import type { ActionForm } from "./use-action-form";

/** What every field of the kit takes. */
export interface FieldProps<Values extends FieldValues> {
  of: ActionForm<Values>;
  /** Checked against the form's values. */
  name: FieldPath<Values>;
  label: string;
  /** One sentence under the label. */
  hint?: ReactNode;
  optional?: boolean;
  disabled?: boolean;
}

/** Ties a control to its label, hint and error. */
export interface ControlProps {
  readonly id: string;
  readonly "aria-invalid": boolean | undefined;
  readonly "aria-describedby": string | undefined;
}

interface FieldFrameProps<Values extends FieldValues> extends FieldProps<Values> {
  children: (control: ControlProps) => ReactNode;
}

/** Label above, hint below it, the control, then what is wrong. */
export function Field<Values extends FieldValues>({
  of,
  name,
  label,
  hint,
  optional,
  children,
}: FieldFrameProps<Values>) {
  const id = useId();
  const error = useFieldError(of, name);
  return (
    <div className="flex flex-col gap-1.5">
      <Label htmlFor={id} optional={optional}>
        {label}
      </Label>
      {hint && (
        <p id={`${id}-hint`} className="-mt-1 text-pretty text-ink-muted text-sm">
          {hint}
        </p>
      )}
      {children(controlProps(id, Boolean(hint), error))}
      <FieldError id={`${id}-error`}>{error}</FieldError>
    </div>
  );
}

/** What is wrong with one field at present. */
export function useFieldError<Values extends FieldValues>(
  of: ActionForm<Values>,
  name: FieldPath<Values>,
): string | undefined {
  const { errors } = useFormState({ control: of.form.control, name });
  const error = get(errors, name) as FieldErrorEntry | undefined;
  return error?.message;
}

export function controlProps(id: string, hasHint: boolean, error: string | undefined): ControlProps {
  const described = [hasHint ? `${id}-hint` : null, error ? `${id}-error` : null].filter(Boolean).join(" ");
  return { id, "aria-invalid": error ? true : undefined, "aria-describedby": described || undefined };
}
