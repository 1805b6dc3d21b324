import { Card } from "@/components/ui/card";
import { Code } from "@/components/ui/code";
import { KeyValues } from "@/components/ui/key-values";
import { RelativeTime } from "@/components/ui/relative-time";
import { TextLink } from "@/components/ui/text-link";
import type { ScheduleDetails, ScheduledRun } from "@/lib/features/schedules/types";
import { scheduleInWords } from "./schedule-choice";
import { SyncScheduleButton } from "./sync-schedule-buttons";
import { ZonedTimes } from "./zoned-times";

interface SyncScheduleCardProps {
  schedule: ScheduleDetails;
  mayManage: boolean;
}

const sentence = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);

/** When a definition runs by itself. */
export function SyncScheduleCard({ schedule, mayManage }: SyncScheduleCardProps) {
  const { cron, timeZone, nextTimes, nextRunAt, lastRun, hold } = schedule;
  return (
    <Card
      title="Schedule"
      description={
        cron === null
          ? "This sync runs only when someone asks for it."
          : "A time that passes while no worker runs is made up for once. A run that is still going on is not started twice."
      }
      actions={mayManage && <SyncScheduleButton schedule={schedule} />}
    >
      <KeyValues
        entries={[
          cron !== null && {
            label: "Runs",
            value: (
              <>
                {sentence(scheduleInWords(cron))} <Code>{cron}</Code>
              </>
            ),
          },
          cron !== null && { label: "Time zone", value: timeZone.replaceAll("_", " ") },
          nextRunAt !== null && {
            label: "Next run",
            value: hold ? "Held, as said above" : <RelativeTime at={nextRunAt} />,
          },
          nextTimes.length > 0 && {
            label: "Next times",
            value: <ZonedTimes times={nextTimes} timeZone={timeZone} />,
          },
          { label: "Last run", value: <LastRun run={lastRun} /> },
        ]}
      />
    </Card>
  );
}

function LastRun({ run }: { run: ScheduledRun | null }) {
  if (!run) return "None yet";
  return (
    <>
      <TextLink href={`/runs/${run.id}`}>
        <RelativeTime at={run.startedAt} />
      </TextLink>
      , started by {run.requestedBy}
      {run.endedAt === null && ", still going on"}
    </>
  );
}
