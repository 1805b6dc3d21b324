"use client";

import { useEffect, useState } from "react";
import { noAnswer } from "@/components/forms/no-answer";
import { FieldError } from "@/components/ui/field-error";
import type { ActionResult } from "@/lib/errors/action-result";
import { ZonedTimes } from "./zoned-times";

type Answer = ActionResult<{ readonly times: readonly Date[] }>;

interface SchedulePreviewProps {
  cron: string;
  timeZone: string;
  /** The server action that reads a schedule. */
  ask: (schedule: { readonly cron: string; readonly timeZone: string }) => Promise<Answer>;
}

const quietMs = 300;

/** The next times of a schedule as the server reads it, or why it cannot; asked a moment after the last change. */
export function SchedulePreview({ cron, timeZone, ask }: SchedulePreviewProps) {
  const [answer, setAnswer] = useState<Answer | null>(null);
  useEffect(() => {
    let isCurrent = true;
    const look = async () => {
      const result = await ask({ cron, timeZone }).catch((): Answer => ({ ok: false, reason: noAnswer }));
      if (isCurrent) setAnswer(result);
    };
    const timer = setTimeout(() => void look(), quietMs);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [ask, cron, timeZone]);
  return (
    <section aria-label="Next times" aria-live="polite" className="min-h-24 rounded-lg bg-sunken px-4 py-3 text-sm">
      <p className="text-ink-muted">Next times, {timeZone.replaceAll("_", " ")}</p>
      {answer?.ok === false && <FieldError>{cron === "" ? "Enter a cron line." : answer.reason.message}</FieldError>}
      {answer?.ok && <ZonedTimes times={answer.data.times} timeZone={timeZone} />}
    </section>
  );
}
