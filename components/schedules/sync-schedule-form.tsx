"use client";

import { z } from "zod";
import { Form } from "@/components/forms/form";
import { FormActions } from "@/components/forms/form-actions";
import { useActionForm } from "@/components/forms/use-action-form";
import { toast } from "@/components/ui/toast";
import { useViewer } from "@/components/ui/viewer";
import { clearScheduleAction, previewScheduleAction, setScheduleAction } from "@/lib/features/schedules/actions";
import { setScheduleInput } from "@/lib/features/schedules/schema";
import { choiceOf, cronOf } from "./schedule-choice";
import { ScheduleFields, type ScheduleValues } from "./schedule-fields";

interface SyncScheduleFormProps {
  definitionId: string;
  cron: string | null;
  timeZone: string;
  close: () => void;
}

/** What a definition without a schedule is offered. */
const usualCron = "*/15 * * * *";

/** When a definition runs by itself. */
export function SyncScheduleForm({ definitionId, cron, timeZone, close }: SyncScheduleFormProps) {
  const viewer = useViewer();
  const toInput = ({ timeZone: zone, ...choice }: ScheduleValues) => ({
    definitionId,
    // Without a schedule there is nothing to check.
    cron: cronOf(choice) ?? usualCron,
    timeZone: zone,
  });
  const form = useActionForm({
    schema: z.custom<ScheduleValues>().transform(toInput).pipe(setScheduleInput),
    action: (values, seen) =>
      cronOf(values) === null
        ? clearScheduleAction({ definitionId, seen })
        : setScheduleAction({ ...toInput(values), seen }),
    defaults: { ...choiceOf(cron ?? usualCron), timeZone: cron === null ? viewer.timeZone : timeZone },
    // The zone of no schedule is nobody's choice.
    seen: { cron, ...(cron === null ? {} : { timeZone }) },
    onDone: () => {
      toast.success("Schedule saved");
      close();
    },
  });
  return (
    <Form of={form}>
      <ScheduleFields of={form} preview={previewScheduleAction} />
      <FormActions of={form} submit="Save schedule" onCancel={close} />
    </Form>
  );
}
