"use client";

import { Form } from "@/components/forms/form";
import { FormActions } from "@/components/forms/form-actions";
import { SelectField } from "@/components/forms/select-field";
import { useActionForm } from "@/components/forms/use-action-form";
import { Dialog } from "@/components/ui/dialog";
import { setSiteTimeZoneAction } from "@/lib/features/sharepoint/actions";
import { siteTimeZoneInput } from "@/lib/features/sharepoint/schema";

interface TimeZoneDialogProps {
  siteId: string;
  timeZone: string | null;
  close: () => void;
}

/** The site's time zone, to be chosen. */
export function TimeZoneDialog(props: TimeZoneDialogProps) {
  return (
    <Dialog
      open
      onOpenChange={props.close}
      title="Time zone of the site"
      description="As it stands in the site's regional settings. A day without a time is kept as that zone's midnight, and Graph does not tell which zone it is."
      size="sm"
    >
      <TimeZoneForm {...props} />
    </Dialog>
  );
}

function TimeZoneForm({ siteId, timeZone, close }: TimeZoneDialogProps) {
  const of = useActionForm({
    schema: siteTimeZoneInput,
    action: (values, seen) => setSiteTimeZoneAction({ ...values, seen }),
    defaults: { siteId, timeZone: timeZone ?? "" },
    seen: { timeZone },
    onDone: close,
  });
  const names = new Set(["UTC", ...Intl.supportedValuesOf("timeZone"), ...(timeZone === null ? [] : [timeZone])]);
  return (
    <Form of={of}>
      <SelectField
        of={of}
        name="timeZone"
        label="Time zone"
        placeholder="Choose a time zone"
        options={[...names].map((name) => ({ value: name, label: name.replaceAll("_", " ") }))}
      />
      <FormActions of={of} submit="Save" onCancel={close} />
    </Form>
  );
}
