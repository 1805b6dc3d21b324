"use client";

import { useState } from "react";
import { Form } from "@/components/forms/form";
import { FormActions } from "@/components/forms/form-actions";
import { TextField } from "@/components/forms/text-field";
import { useActionForm } from "@/components/forms/use-action-form";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { setNamespaceAction } from "@/lib/features/keys/actions";
import { namespaceInput } from "@/lib/features/keys/schema";

/** Gives a sync over a database that moved its former namespace, so that it finds its items by their keys. */
export function NamespaceButton({ definitionId, namespace }: { definitionId: string; namespace: string }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Dialog
      open={isOpen}
      onOpenChange={setOpen}
      trigger={
        <Button size="sm" variant="quiet">
          Change
        </Button>
      }
      title="Namespace of the list's keys"
      description="It keeps two tables in one list apart. A table that moved to another database takes the namespace it had before."
    >
      <NamespaceForm definitionId={definitionId} namespace={namespace} close={() => setOpen(false)} />
    </Dialog>
  );
}

function NamespaceForm(props: { definitionId: string; namespace: string; close: () => void }) {
  const { definitionId, namespace, close } = props;
  const form = useActionForm({
    schema: namespaceInput,
    action: (values, seen) => setNamespaceAction({ ...values, seen }),
    defaults: { definitionId, namespace },
    seen: { namespace },
    onDone: close,
  });
  return (
    <Form of={form}>
      <TextField of={form} name="namespace" label="Namespace" mono />
      <FormActions of={form} submit="Save namespace" onCancel={close} />
    </Form>
  );
}
