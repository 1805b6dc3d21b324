"use client";

import type { ReactNode } from "react";
import type { FieldValues } from "react-hook-form";
import { cx } from "@/components/ui/class-names";
import { FormSummary } from "./form-summary";
import type { ActionForm } from "./use-action-form";

interface FormProps<Values extends FieldValues> {
  of: ActionForm<Values>;
  className?: string;
  children: ReactNode;
}

/** The form element with its summary on top; fields stand 20 px apart. */
export function Form<Values extends FieldValues>({ of, className, children }: FormProps<Values>) {
  return (
    <form noValidate onSubmit={(event) => void of.submit(event)} className={cx("flex flex-col gap-5", className)}>
      <FormSummary reason={of.reason} />
      {children}
    </form>
  );
}
