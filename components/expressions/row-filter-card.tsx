"use client";

import { useState } from "react";
import { toast } from "sonner";
import { Form } from "@/components/forms/form";
import { FormActions } from "@/components/forms/form-actions";
import { useActionForm } from "@/components/forms/use-action-form";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Dialog } from "@/components/ui/dialog";
import { saveRowFilterAction } from "@/lib/features/expressions/actions";
import { saveRowFilterInput } from "@/lib/features/expressions/schema";
import { ExpressionField } from "./expression-field";
import { useMappingRules } from "./mapping-rules";

/** Which rows take part in the sync. */
export function RowFilterCard({ mayDefine }: { mayDefine: boolean }) {
  const [isOpen, setOpen] = useState(false);
  const { rowFilter } = useMappingRules();
  return (
    <Card
      title="Row filter"
      description={rowFilter === null ? "Every row of the table takes part." : "Rows for which this is true take part."}
      actions={
        mayDefine && (
          <Dialog
            open={isOpen}
            onOpenChange={setOpen}
            size="lg"
            title="Which rows take part"
            description="Items of rows that leave the filter are treated by the definition's rule for them."
            trigger={<Button>{rowFilter === null ? "Set a filter" : "Change filter"}</Button>}
          >
            <RowFilterForm close={() => setOpen(false)} />
          </Dialog>
        )
      }
    >
      {rowFilter !== null && <code className="whitespace-pre-wrap break-words text-sm">{rowFilter}</code>}
    </Card>
  );
}

function RowFilterForm({ close }: { close: () => void }) {
  const { definitionId, rowFilter } = useMappingRules();
  const of = useActionForm({
    schema: saveRowFilterInput,
    action: saveRowFilterAction,
    defaults: { definitionId, rowFilter: rowFilter ?? "" },
    onDone: () => {
      toast.success("Filter stored; the next run compares every row");
      close();
    },
  });
  return (
    <Form of={of}>
      <ExpressionField
        of={of}
        name="rowFilter"
        label="Filter"
        hint="Empty: every row takes part. A row whose filter fails is rejected, and its item stays."
        placeholder='status == "active"'
        use={{ kind: "filter" }}
        optional
      />
      <FormActions of={of} submit="Store filter" onCancel={close} />
    </Form>
  );
}
