"use client";

import { useEffect, useState } from "react";
import { useForm } from "react-hook-form";
import { ExpressionField } from "@/components/expressions/expression-field";
import type { ActionForm } from "@/components/forms/use-action-form";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";

interface RowFilterSectionProps {
  rowFilter: string | null;
  mayEdit: boolean;
  onChange: (rowFilter: string | null) => void;
  onSettle: () => void;
}

const orNull = (text: string) => (text.trim() === "" ? null : text);

/** Which rows take part: a part of the draft like the mappings. */
export function RowFilterSection({ rowFilter, mayEdit, onChange, onSettle }: RowFilterSectionProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Card
      id="row-filter"
      title="Row filter"
      description={rowFilter === null ? "Every row of the table takes part." : "Rows for which this is true take part."}
      actions={
        mayEdit && (
          <Button aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {isOpen ? "Close" : rowFilter === null ? "Set a filter" : "Change filter"}
          </Button>
        )
      }
    >
      {mayEdit && isOpen ? (
        <FilterField rowFilter={rowFilter} onChange={onChange} onSettle={onSettle} />
      ) : (
        rowFilter !== null && <code className="whitespace-pre-wrap break-words text-sm">{rowFilter}</code>
      )}
    </Card>
  );
}

function FilterField({ rowFilter, onChange, onSettle }: Omit<RowFilterSectionProps, "mayEdit">) {
  const form = useForm<{ rowFilter: string }>({ defaultValues: { rowFilter: rowFilter ?? "" } });
  const of: ActionForm<{ rowFilter: string }> = { form, reason: null, isPending: false, submit: async () => undefined };
  useEffect(() => {
    const subscription = form.watch((values, { name }) => {
      if (name === "rowFilter") onChange(orNull(values.rowFilter ?? ""));
    });
    return () => subscription.unsubscribe();
  }, [form, onChange]);
  useEffect(() => {
    if (orNull(form.getValues("rowFilter")) !== rowFilter) form.reset({ rowFilter: rowFilter ?? "" });
  }, [form, rowFilter]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hears when its field is left; it takes no key or press itself.
    <div onBlur={onSettle}>
      <ExpressionField
        of={of}
        name="rowFilter"
        label="Filter"
        hint="Empty: every row takes part. A row whose filter fails is rejected, and its item stays. Items of rows that leave the filter are treated by the definition's rule for them."
        placeholder='status == "active"'
        use={{ kind: "filter" }}
        rows={2}
        optional
      />
    </div>
  );
}
