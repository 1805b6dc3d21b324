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
  /** What else can be done. */
  children?: ReactNode;
}

/** The foot of a form: the deed, what else can be done, the way out, as in every dialog. */
export function FormActions<Values extends FieldValues>({
  of,
  submit,
  cancelHref,
  onCancel,
  children,
}: FormActionsProps<Values>) {
  return (
    <div className="form-foot flex flex-wrap items-center gap-2">
      <Button type="submit" variant="primary" pending={of.isPending}>
        {submit}
      </Button>
      {children}
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
    </div>
  );
}
