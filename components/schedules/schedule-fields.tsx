"use client";

import { useWatch } from "react-hook-form";
import { SelectField } from "@/components/forms/select-field";
import { TextField } from "@/components/forms/text-field";
import type { ActionForm } from "@/components/forms/use-action-form";
import { cronOf, rhythmLabels, type ScheduleChoice, weekdayLabels } from "./schedule-choice";
import { SchedulePreview } from "./schedule-preview";

/** What a form of a schedule holds. */
export type ScheduleValues = ScheduleChoice & { readonly timeZone: string };

interface ScheduleFieldsProps {
  of: ActionForm<ScheduleValues>;
  /** The server action that tells the next times. */
  preview: Parameters<typeof SchedulePreview>[0]["ask"];
  /** The words for having no schedule. */
  neverLabel?: string;
  /** Another schedule decides on the zone. */
  hasFixedZone?: boolean;
}

/** A schedule in words, or as a cron line for those who want more; with the times that come of it. */
export function ScheduleFields({ of, preview, neverLabel = rhythmLabels.never, hasFixedZone }: ScheduleFieldsProps) {
  const values = useWatch({ control: of.form.control }) as ScheduleValues;
  const { rhythm } = values;
  const zones = [...new Set([values.timeZone, "UTC", ...Intl.supportedValuesOf("timeZone")])];
  const rhythms = Object.entries({ ...rhythmLabels, never: neverLabel });
  return (
    <>
      <SelectField of={of} name="rhythm" label="When" options={rhythms.map(([value, label]) => ({ value, label }))} />
      {rhythm === "own" && (
        <TextField
          of={of}
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
            of={of}
            name="weekday"
            label="Day"
            options={weekdayLabels.map((label, day) => ({ value: String(day), label }))}
          />
        )}
        {(rhythm === "daily" || rhythm === "working-days" || rhythm === "weekly") && (
          <TextField of={of} name="time" label="Time" type="time" />
        )}
      </div>
      {rhythm !== "never" && (
        <>
          {!hasFixedZone && (
            <SelectField
              of={of}
              name="timeZone"
              label="Time zone"
              options={zones.map((value) => ({ value, label: value.replaceAll("_", " ") }))}
            />
          )}
          <SchedulePreview cron={cronOf(values) ?? ""} timeZone={values.timeZone} ask={preview} />
        </>
      )}
    </>
  );
}
