"use client";

import { KeyRound } from "lucide-react";
import { useState } from "react";
import type { FieldPathValue, FieldValues, Path } from "react-hook-form";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Field, type FieldProps, useFieldError } from "./field";

interface SecretFieldProps<Values extends FieldValues> extends FieldProps<Values> {
  /** Whether the server holds one already. Its value never comes here. */
  stored: boolean;
}

/** A password or client secret: written, never read. A stored one is kept (`undefined` is sent) until a new one is entered. */
export function SecretField<Values extends FieldValues>(props: SecretFieldProps<Values>) {
  const { of, name, stored, disabled } = props;
  const [isReplacing, setReplacing] = useState(false);
  const error = useFieldError(of, name);
  const keep = () => {
    of.form.setValue(name, undefined as FieldPathValue<Values, Path<Values>>, { shouldDirty: true });
    of.form.clearErrors(name);
    setReplacing(false);
  };
  const isOpen = !stored || isReplacing || error !== undefined;
  return (
    <Field {...props}>
      {(control) =>
        isOpen ? (
          <span className="flex gap-2">
            <Input
              {...control}
              {...of.form.register(name, { disabled, setValueAs: (value) => value || undefined })}
              type="password"
              mono
              autoComplete="new-password"
              spellCheck={false}
              autoFocus={isReplacing}
            />
            {stored && <Button onClick={keep}>Keep stored</Button>}
          </span>
        ) : (
          <span className="flex gap-2">
            <span className="flex h-8 min-w-0 flex-1 items-center gap-2 rounded-md border border-line bg-sunken px-2.5 text-ink-muted">
              <KeyRound aria-hidden className="size-4 shrink-0" strokeWidth={1.75} />
              Stored, never shown
            </span>
            <Button
              id={control.id}
              aria-label={`Replace the stored ${props.label.toLowerCase()}`}
              aria-describedby={control["aria-describedby"]}
              disabled={disabled}
              onClick={() => setReplacing(true)}
            >
              Replace
            </Button>
          </span>
        )
      }
    </Field>
  );
}
