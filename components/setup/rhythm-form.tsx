"use client";

import { useRouter } from "next/navigation";
import { useWatch } from "react-hook-form";
import { z } from "zod";
import { ChoiceField } from "@/components/forms/choice-field";
import { Form } from "@/components/forms/form";
import { SelectField } from "@/components/forms/select-field";
import { type ActionForm, useActionForm } from "@/components/forms/use-action-form";
import { optionsOf } from "@/components/policies/rule-words";
import { choiceOf, cronOf, scheduleInWords } from "@/components/schedules/schedule-choice";
import { ScheduleFields, type ScheduleValues } from "@/components/schedules/schedule-fields";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Card } from "@/components/ui/card";
import { useViewer } from "@/components/ui/viewer";
import { cursorWarnings } from "@/lib/features/cursors/labels";
import type { CursorDetails } from "@/lib/features/cursors/types";
import { deletePolicyWords, modeWords } from "@/lib/features/policies/labels";
import { previewScheduleAction } from "@/lib/features/schedules/actions";
import type { ScheduleDetails } from "@/lib/features/schedules/types";
import { storeRhythmAction } from "@/lib/features/setup/actions";
import type { RhythmInput } from "@/lib/features/setup/schema";
import { rhythmInput } from "@/lib/features/setup/schema";
import type { SetupView } from "@/lib/features/setup/types";
import { StepLinks, stepsBeside } from "./step-links";

interface RhythmFormProps {
  setup: Pick<SetupView, "definitionId" | "steps">;
  mode: RhythmInput["mode"];
  onSourceDelete: RhythmInput["onSourceDelete"];
  hasMarkColumn: boolean;
  cursor: Pick<CursorDetails, "column" | "choices" | "refusal">;
  schedule: Pick<ScheduleDetails, "cron" | "timeZone">;
  /** Somebody has been here: what is stored is what was meant. */
  isChosen: boolean;
  maySchedule: boolean;
}

interface Values extends ScheduleValues {
  readonly mode: RhythmInput["mode"];
  readonly onSourceDelete: RhythmInput["onSourceDelete"];
  /** Empty: everything is read. */
  readonly cursorColumnId: string;
}

/** What a definition without a schedule is offered. */
const usualCron = "*/15 * * * *";

/** How the sync works, how it reads the table and when it runs. */
export function RhythmForm(props: RhythmFormProps) {
  const { setup, mode, onSourceDelete, hasMarkColumn, cursor, schedule, isChosen, maySchedule } = props;
  const router = useRouter();
  const viewer = useViewer();
  const { definitionId } = setup;
  const { next } = stepsBeside(setup, "schedule");
  // A column that the server itself changes with the row, and that an index begins with, has nothing that speaks against it.
  const proposed = cursor.refusal === null ? cursor.choices.find(({ warnings }) => warnings.length === 0) : undefined;
  const toInput = ({ cursorColumnId, timeZone, ...values }: Values) => {
    const cron = cronOf(values);
    return {
      definitionId,
      mode: values.mode,
      onSourceDelete: values.onSourceDelete,
      cursorColumnId: cursorColumnId === "" ? null : cursorColumnId,
      ...(maySchedule ? { schedule: cron === null ? null : { cron, timeZone } } : {}),
    };
  };
  const of = useActionForm({
    schema: z.custom<Values>().transform(toInput).pipe(rhythmInput),
    action: (values, seen) => storeRhythmAction({ ...toInput(values), seen }),
    defaults: {
      mode,
      onSourceDelete,
      cursorColumnId: cursor.column?.id ?? (isChosen ? "" : (proposed?.id ?? "")),
      ...choiceOf(schedule.cron ?? (isChosen ? null : usualCron)),
      timeZone: schedule.cron === null ? viewer.timeZone : schedule.timeZone,
    },
    seen: { mode, onSourceDelete, cursorColumnId: cursor.column?.id ?? null, cron: schedule.cron },
    onDone: () => next && router.push(next.href),
  });
  const [chosenMode, cursorColumnId] = useWatch({ control: of.form.control, name: ["mode", "cursorColumnId"] });
  const column = cursor.choices.find(({ id }) => id === cursorColumnId);
  const leaving = optionsOf(deletePolicyWords).filter(({ value }) => value !== "MARK" || hasMarkColumn);
  return (
    <Form of={of} className="gap-6">
      <Card title="How it works">
        <div className="flex flex-col gap-6">
          <ChoiceField of={of} name="mode" label="Mode" options={optionsOf(modeWords)} />
          {chosenMode === "ONE_WAY_PUSH" && (
            <ChoiceField of={of} name="onSourceDelete" label="When a row leaves the table" options={leaving} />
          )}
        </div>
      </Card>
      <Card title="What a run reads">
        {cursor.refusal !== null || cursor.choices.length === 0 ? (
          <p className="text-ink-muted">
            Everything, each time. {cursor.refusal ?? "The table has no column that tells when a row changed."}
          </p>
        ) : (
          <div className="flex flex-col gap-3">
            <SelectField
              of={of}
              name="cursorColumnId"
              label="Rows that changed are found by"
              hint="Reading everything is always right and is fine up to some hundred thousand rows. By a column only what changed is read, and everything once a day besides."
              placeholder="Reading everything each time"
              options={cursor.choices.map(({ id, name, type }) => ({ value: id, label: `${name} (${type})` }))}
            />
            {column && column.warnings.length > 0 && (
              <Callout tone="attention" title={`To know of ${column.name}`}>
                <ul className="list-disc pl-4">
                  {column.warnings.map((warning) => (
                    <li key={warning}>{cursorWarnings[warning]}</li>
                  ))}
                </ul>
              </Callout>
            )}
          </div>
        )}
      </Card>
      <Card title="When it runs" description="Nothing runs before the sync is enabled.">
        {maySchedule ? (
          <div className="flex flex-col gap-5">
            {/* The schedule's fields are a part of these values by their names. */}
            <ScheduleFields of={of as unknown as ActionForm<ScheduleValues>} preview={previewScheduleAction} />
          </div>
        ) : (
          <p className="text-ink-muted">
            {schedule.cron === null
              ? "When somebody presses Run now. An administrator can give it a schedule."
              : `It runs ${scheduleInWords(schedule.cron)}. Only an administrator can change that.`}
          </p>
        )}
      </Card>
      <StepLinks setup={setup} step="schedule">
        <Button type="submit" variant="primary" pending={of.isPending}>
          Save and go on
        </Button>
      </StepLinks>
    </Form>
  );
}
