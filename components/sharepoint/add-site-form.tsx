"use client";

import { useRouter } from "next/navigation";
import { Form } from "@/components/forms/form";
import { FormActions } from "@/components/forms/form-actions";
import { TextField } from "@/components/forms/text-field";
import { useActionForm } from "@/components/forms/use-action-form";
import { toast } from "@/components/ui/toast";
import { addSiteAction } from "@/lib/features/sharepoint/actions";
import { addSiteInput } from "@/lib/features/sharepoint/schema";

/** Takes up the site that a pasted address means, and goes there while a worker discovers its lists. */
export function AddSiteForm({ connectionId }: { connectionId: string }) {
  const router = useRouter();
  const of = useActionForm({
    schema: addSiteInput,
    action: addSiteAction,
    defaults: { connectionId, address: "" },
    onDone: ({ siteId, isNew }) => {
      toast.success(isNew ? "Site added; its lists are being read" : "This site is known; its lists are read again");
      router.push(`/sharepoint/sites/${siteId}`);
    },
  });
  return (
    <Form of={of} className="max-w-form">
      <TextField
        of={of}
        name="address"
        label="Address"
        hint="Any address from the site will do: its home page, a list, a page, a sharing link."
        placeholder="https://contoso.sharepoint.com/sites/sales"
        mono
      />
      <FormActions of={of} submit="Add site" />
    </Form>
  );
}
