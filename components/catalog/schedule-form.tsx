"use client";

import { z } from "zod";
import { Form } from "@/components/forms/form";
import { FormActions } from "@/components/forms/form-actions";
import { useActionForm } from "@/components/forms/use-action-form";
import { choiceOf, cronOf } from "@/components/schedules/schedule-choice";
import { ScheduleFields, type ScheduleValues } from "@/components/schedules/schedule-fields";
import { toast } from "@/components/ui/toast";
import { useViewer } from "@/components/ui/viewer";
import { previewScheduleAction, setScheduleAction } from "@/lib/features/databases/actions";
import { scheduleInput } from "@/lib/features/databases/schema";

interface ScheduleFormProps {
  databaseId: string;
  cron: string | null;
  timeZone: string | undefined;
  close: () => void;
}

/** What a database without a schedule is offered: at night. */
const usualCron = "0 2 * * *";

/** When a database is introspected by itself. */
export function ScheduleForm({ databaseId, cron, timeZone, close }: ScheduleFormProps) {
  const viewer = useViewer();
  const toInput = ({ timeZone: zone, ...choice }: ScheduleValues) => ({
    databaseId,
    cron: cronOf(choice),
    timeZone: zone,
  });
  const form = useActionForm({
    schema: z.custom<ScheduleValues>().transform(toInput).pipe(scheduleInput),
    action: (values, seen) => setScheduleAction({ ...toInput(values), seen }),
    defaults: { ...choiceOf(cron ?? usualCron), timeZone: timeZone ?? viewer.timeZone },
    // The zone of none at all is the viewer's own, and nobody's choice.
    seen: { cron, ...(timeZone === undefined ? {} : { timeZone }) },
    onDone: ({ nextIntrospectionAt }) => {
      toast.success(nextIntrospectionAt === null ? "Introspected only when asked for" : "Schedule saved");
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
