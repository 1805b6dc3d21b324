"use client";

import { useEffect, useState } from "react";
import { noAnswer } from "@/components/forms/no-answer";
import { ExactTime } from "@/components/ui/exact-time";
import { FieldError } from "@/components/ui/field-error";
import type { ActionResult } from "@/lib/errors/action-result";
import { previewScheduleAction } from "@/lib/features/databases/actions";

type Answer = ActionResult<{ readonly times: readonly Date[] }>;

const quietMs = 300;

/** The next times of a schedule as the server reads it, or why it cannot; asked a moment after the last change. */
export function SchedulePreview({ cron, timeZone }: { cron: string; timeZone: string }) {
  const [answer, setAnswer] = useState<Answer | null>(null);
  useEffect(() => {
    let isCurrent = true;
    const ask = async () => {
      const result = await previewScheduleAction({ cron, timeZone }).catch(
        (): Answer => ({ ok: false, reason: noAnswer }),
      );
      if (isCurrent) setAnswer(result);
    };
    const timer = setTimeout(() => void ask(), quietMs);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [cron, timeZone]);
  return (
    <section aria-label="Next times" aria-live="polite" className="min-h-24 rounded-lg bg-sunken px-4 py-3 text-sm">
      <p className="text-ink-muted">Next times, on your clock</p>
      {answer?.ok === false && <FieldError>{cron === "" ? "Enter a cron line." : answer.reason.message}</FieldError>}
      {answer?.ok && (
        <ol>
          {answer.data.times.map((time) => (
            <li key={time.getTime()} className="text-ink">
              <ExactTime at={time} />
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
