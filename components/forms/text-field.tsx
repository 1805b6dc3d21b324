"use client";

import type { FieldValues } from "react-hook-form";
import { Input } from "@/components/ui/input";
import { Textarea } from "@/components/ui/textarea";
import { Field, type FieldProps } from "./field";

interface TextFieldProps<Values extends FieldValues> extends FieldProps<Values> {
  placeholder?: string;
  /** For hosts, names of databases, identifiers. */
  mono?: boolean;
  /** More than one line. */
  rows?: number;
  type?: "text" | "email" | "url" | "date" | "time";
  autoFocus?: boolean;
  /** After the person went on to something else. */
  onLeave?: () => void;
}

export function TextField<Values extends FieldValues>(props: TextFieldProps<Values>) {
  const { of, name, placeholder, mono, rows, type = "text", disabled, autoFocus, onLeave } = props;
  return (
    <Field {...props}>
      {(control) =>
        rows === undefined ? (
          <Input
            {...control}
            {...of.form.register(name, { disabled, onBlur: onLeave })}
            type={type}
            mono={mono}
            placeholder={placeholder}
            autoComplete="off"
            spellCheck={!mono}
            autoFocus={autoFocus}
          />
        ) : (
          <Textarea
            {...control}
            {...of.form.register(name, { disabled })}
            rows={rows}
            mono={mono}
            placeholder={placeholder}
          />
        )
      }
    </Field>
  );
}
