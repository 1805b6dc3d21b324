"use client";

import { ScanSearch } from "lucide-react";
import { useState } from "react";
import { useWatch } from "react-hook-form";
import { z } from "zod";
import { Form } from "@/components/forms/form";
import { FormActions } from "@/components/forms/form-actions";
import { SelectField } from "@/components/forms/select-field";
import { useActionForm } from "@/components/forms/use-action-form";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { toast } from "@/components/ui/toast";
import { setCursorAction } from "@/lib/features/cursors/actions";
import { cursorWarnings } from "@/lib/features/cursors/labels";
import { setCursorInput } from "@/lib/features/cursors/schema";
import type { CursorDetails } from "@/lib/features/cursors/types";

type Choosable = Pick<CursorDetails, "definitionId" | "column" | "choices">;

/** Opens the choice of a cursor column. */
export function CursorButton({ cursor }: { cursor: Choosable }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Dialog
      open={isOpen}
      onOpenChange={setOpen}
      title="What a run reads"
      trigger={
        <Button icon={<ScanSearch aria-hidden />}>{cursor.column ? "Change cursor" : "Choose a cursor column"}</Button>
      }
    >
      <CursorForm cursor={cursor} close={() => setOpen(false)} />
    </Dialog>
  );
}

interface Values {
  /** Empty: everything is read. */
  columnId: string;
}

function CursorForm({ cursor, close }: { cursor: Choosable; close: () => void }) {
  const { definitionId, choices } = cursor;
  const toInput = ({ columnId }: Values) => ({ definitionId, columnId: columnId === "" ? null : columnId });
  const form = useActionForm({
    schema: z.custom<Values>().transform(toInput).pipe(setCursorInput),
    action: (values, seen) => setCursorAction({ ...toInput(values), seen }),
    defaults: { columnId: cursor.column?.id ?? "" },
    seen: { columnId: cursor.column?.id ?? null },
    onDone: () => {
      toast.success("Saved; the next run reads everything once");
      close();
    },
  });
  const { columnId } = useWatch({ control: form.form.control });
  const chosen = choices.find(({ id }) => id === columnId);
  return (
    <Form of={form}>
      <SelectField
        of={form}
        name="columnId"
        label="Cursor column"
        placeholder="None: read everything each time"
        options={choices.map(({ id, name, type }) => ({ value: id, label: `${name} (${type})` }))}
      />
      {chosen && chosen.warnings.length > 0 && (
        <section aria-label="To know" aria-live="polite" className="rounded-lg bg-sunken px-4 py-3 text-sm">
          <p className="text-ink-muted">To know</p>
          <ul className="list-disc pl-4 text-ink">
            {chosen.warnings.map((warning) => (
              <li key={warning}>{cursorWarnings[warning]}</li>
            ))}
          </ul>
        </section>
      )}
      <FormActions of={form} submit="Save cursor" onCancel={close} />
    </Form>
  );
}
