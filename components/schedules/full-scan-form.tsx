"use client";

import { z } from "zod";
import { Form } from "@/components/forms/form";
import { FormActions } from "@/components/forms/form-actions";
import { useActionForm } from "@/components/forms/use-action-form";
import { toast } from "@/components/ui/toast";
import { previewScheduleAction, setFullScanAction } from "@/lib/features/schedules/actions";
import { setFullScanInput } from "@/lib/features/schedules/schema";
import { choiceOf, cronOf } from "./schedule-choice";
import { ScheduleFields, type ScheduleValues } from "./schedule-fields";

interface FullScanFormProps {
  definitionId: string;
  cron: string | null;
  /** Of the definition's schedule. */
  timeZone: string;
  close: () => void;
}

/** When a definition that reads by a cursor reads everything. */
export function FullScanForm({ definitionId, cron, timeZone, close }: FullScanFormProps) {
  const toInput = (values: ScheduleValues) => ({ definitionId, cron: cronOf(values) });
  const form = useActionForm({
    schema: z.custom<ScheduleValues>().transform(toInput).pipe(setFullScanInput),
    action: (values, seen) => setFullScanAction({ ...toInput(values), seen }),
    defaults: { ...choiceOf(cron), timeZone },
    seen: { fullScanCron: cron },
    onDone: () => {
      toast.success("Full scan saved");
      close();
    },
  });
  return (
    <Form of={form}>
      <ScheduleFields
        of={form}
        preview={previewScheduleAction}
        neverLabel="Once a day, with the first run that is due"
        hasFixedZone
      />
      <FormActions of={form} submit="Save full scan" onCancel={close} />
    </Form>
  );
}
