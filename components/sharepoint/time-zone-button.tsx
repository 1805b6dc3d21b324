"use client";

import { useState } from "react";
import { Form } from "@/components/forms/form";
import { FormActions } from "@/components/forms/form-actions";
import { SelectField } from "@/components/forms/select-field";
import { useActionForm } from "@/components/forms/use-action-form";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { setSiteTimeZoneAction } from "@/lib/features/sharepoint/actions";
import { siteTimeZoneInput } from "@/lib/features/sharepoint/schema";

interface TimeZoneButtonProps {
  siteId: string;
  timeZone: string | null;
}

/** Opens the choice of the site's time zone. */
export function TimeZoneButton({ siteId, timeZone }: TimeZoneButtonProps) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Dialog
      trigger={
        <Button size="sm" variant="quiet">
          {timeZone === null ? "Set" : "Change"}
          <span className="sr-only"> the time zone</span>
        </Button>
      }
      open={isOpen}
      onOpenChange={setIsOpen}
      title="Time zone of the site"
      description="As it stands in the site's regional settings. A day without a time is kept as that zone's midnight, and Graph does not tell which zone it is."
      size="sm"
    >
      <TimeZoneForm siteId={siteId} timeZone={timeZone} close={() => setIsOpen(false)} />
    </Dialog>
  );
}

function TimeZoneForm({ siteId, timeZone, close }: TimeZoneButtonProps & { close: () => void }) {
  const of = useActionForm({
    schema: siteTimeZoneInput,
    action: setSiteTimeZoneAction,
    defaults: { siteId, timeZone: timeZone ?? "" },
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
