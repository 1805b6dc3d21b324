"use client";

import { useWatch } from "react-hook-form";
import { toast } from "sonner";
import { z } from "zod";
import { Form } from "@/components/forms/form";
import { FormActions } from "@/components/forms/form-actions";
import { SelectField } from "@/components/forms/select-field";
import { TextField } from "@/components/forms/text-field";
import { useActionForm } from "@/components/forms/use-action-form";
import { useViewer } from "@/components/ui/viewer";
import { setScheduleAction } from "@/lib/features/databases/actions";
import { scheduleInput } from "@/lib/features/databases/schema";
import { choiceOf, cronOf, rhythmLabels, type ScheduleChoice, weekdayLabels } from "./schedule-choice";
import { SchedulePreview } from "./schedule-preview";

type Values = ScheduleChoice & { readonly timeZone: string };

interface ScheduleFormProps {
  databaseId: string;
  cron: string | null;
  timeZone: string | undefined;
  close: () => void;
}

/** What a database without a schedule is offered: at night. */
const usualCron = "0 2 * * *";

const choices = (labels: Readonly<Record<string, string>>) =>
  Object.entries(labels).map(([value, label]) => ({ value, label }));

/** A schedule in words, or as a cron line for those who want more; with the times that come of it. */
export function ScheduleForm({ databaseId, cron, timeZone, close }: ScheduleFormProps) {
  const viewer = useViewer();
  const toInput = ({ timeZone: zone, ...choice }: Values) => ({ databaseId, cron: cronOf(choice), timeZone: zone });
  const form = useActionForm({
    schema: z.custom<Values>().transform(toInput).pipe(scheduleInput),
    action: (values) => setScheduleAction(toInput(values)),
    defaults: { ...choiceOf(cron ?? usualCron), timeZone: timeZone ?? viewer.timeZone },
    onDone: ({ nextIntrospectionAt }) => {
      toast.success(nextIntrospectionAt === null ? "Introspected only when asked for" : "Schedule stored");
      close();
    },
  });
  const values = useWatch({ control: form.form.control }) as Values;
  const { rhythm } = values;
  const zones = [...new Set([values.timeZone, "UTC", ...Intl.supportedValuesOf("timeZone")])];
  return (
    <Form of={form}>
      <SelectField of={form} name="rhythm" label="When" options={choices(rhythmLabels)} />
      {rhythm === "own" && (
        <TextField
          of={form}
          name="cron"
          label="Cron line"
          hint="Minute, hour, day of the month, month, day of the week: “30 6 * * 1-5” is half past six on working days."
          placeholder="30 6 * * 1-5"
          mono
        />
      )}
      <div className="grid gap-5 empty:hidden sm:grid-cols-2">
        {rhythm === "weekly" && (
          <SelectField
            of={form}
            name="weekday"
            label="Day"
            options={weekdayLabels.map((label, day) => ({ value: String(day), label }))}
          />
        )}
        {(rhythm === "daily" || rhythm === "working-days" || rhythm === "weekly") && (
          <TextField of={form} name="time" label="Time" type="time" />
        )}
      </div>
      {rhythm !== "never" && (
        <>
          <SelectField
            of={form}
            name="timeZone"
            label="Time zone"
            options={zones.map((value) => ({ value, label: value.replaceAll("_", " ") }))}
          />
          <SchedulePreview cron={cronOf(values) ?? ""} timeZone={values.timeZone} />
        </>
      )}
      <FormActions of={form} submit="Store schedule" onCancel={close} />
    </Form>
  );
}
