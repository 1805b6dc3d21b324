"use client";

import type { ReactNode } from "react";
import type { FieldValues } from "react-hook-form";
import { Button } from "@/components/ui/button";
import { LinkButton } from "@/components/ui/link-button";
import type { ActionForm } from "./use-action-form";

interface FormActionsProps<Values extends FieldValues> {
  of: ActionForm<Values>;
  /** The verb: "Create application". */
  submit: string;
  /** Where "Cancel" leads. */
  cancelHref?: string;
  onCancel?: () => void;
  children?: ReactNode;
}

/** The foot of a form: submit, cancel, whatever else can be done. */
export function FormActions<Values extends FieldValues>({
  of,
  submit,
  cancelHref,
  onCancel,
  children,
}: FormActionsProps<Values>) {
  return (
    <div className="flex flex-wrap items-center gap-2 pt-1">
      <Button type="submit" variant="primary" pending={of.isPending}>
        {submit}
      </Button>
      {cancelHref && (
        <LinkButton href={cancelHref} variant="quiet">
          Cancel
        </LinkButton>
      )}
      {onCancel && (
        <Button variant="quiet" onClick={onCancel}>
          Cancel
        </Button>
      )}
      {children}
    </div>
  );
}
