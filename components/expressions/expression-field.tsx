"use client";

import { useRef } from "react";
import { type FieldPath, type FieldValues, type PathValue, useWatch } from "react-hook-form";
import { Field, type FieldProps } from "@/components/forms/field";
import { FieldError } from "@/components/ui/field-error";
import { Textarea } from "@/components/ui/textarea";
import type { ExpressionUse } from "@/lib/features/expressions/schema";
import type { ExpressionNote } from "@/lib/features/expressions/types";
import { ExpressionFindings } from "./expression-findings";
import { ExpressionMarks } from "./expression-marks";
import { ExpressionPreviewPanel } from "./expression-preview";
import { ExpressionReference } from "./expression-reference";
import { useExpressionTerms } from "./expression-terms";
import { useCheckedExpression } from "./use-checked-expression";

interface ExpressionFieldProps<Values extends FieldValues> extends FieldProps<Values> {
  name: FieldPath<Values>;
  use: ExpressionUse;
  placeholder?: string;
  rows?: number;
}

/**
 * A field for an expression: checked while it is written, what is wrong underlined at its place and told below, with real rows and the
 * reference of columns and functions at hand.
 */
export function ExpressionField<Values extends FieldValues>(props: ExpressionFieldProps<Values>) {
  const { of, name, use, placeholder, rows = 3 } = props;
  const { definitionId } = useExpressionTerms();
  const area = useRef<HTMLTextAreaElement | null>(null);
  const marks = useRef<HTMLPreElement>(null);
  const text = String(useWatch({ control: of.form.control, name }) ?? "");
  const answer = useCheckedExpression(definitionId, text, use);
  const checked = answer?.ok ? answer.data : null;
  const { ref, ...registered } = of.form.register(name);
  const goTo = ({ start, end }: ExpressionNote) => {
    area.current?.focus();
    area.current?.setSelectionRange(start, end);
  };
  const write = (written: string) => {
    const at = area.current?.selectionStart ?? text.length;
    const to = area.current?.selectionEnd ?? at;
    const value = `${text.slice(0, at)}${written}${text.slice(to)}` as PathValue<Values, FieldPath<Values>>;
    of.form.setValue(name, value, { shouldDirty: true });
    area.current?.focus();
    area.current?.setSelectionRange(at + written.length, at + written.length);
  };
  return (
    <div className="flex flex-col gap-2">
      <Field {...props}>
        {(control) => (
          <div className="relative">
            <Textarea
              {...control}
              {...registered}
              ref={(element) => {
                ref(element);
                area.current = element;
              }}
              rows={rows}
              mono
              spellCheck={false}
              autoComplete="off"
              placeholder={placeholder}
              onScroll={(event) => marks.current?.scrollTo({ top: event.currentTarget.scrollTop })}
            />
            <pre
              ref={marks}
              aria-hidden
              className="pointer-events-none absolute inset-0 overflow-hidden whitespace-pre-wrap break-words border border-transparent px-2.5 py-1.5 font-mono text-sm text-transparent"
            >
              <ExpressionMarks text={text} problems={checked?.problems ?? []} warnings={checked?.warnings ?? []} />
            </pre>
          </div>
        )}
      </Field>
      <div aria-live="polite">
        {answer?.ok === false && <FieldError>{answer.reason.message}</FieldError>}
        {checked && <ExpressionFindings {...checked} goTo={goTo} />}
      </div>
      <ExpressionPreviewPanel
        definitionId={definitionId}
        text={text}
        use={use}
        canAsk={checked !== null && checked.problems.length === 0}
      />
      <ExpressionReference write={write} hasValue={use.kind === "field" && use.sourceColumnId !== null} />
    </div>
  );
}
