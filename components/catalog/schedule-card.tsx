import { scheduleInWords } from "@/components/schedules/schedule-choice";
import { Card } from "@/components/ui/card";
import { ExactTime } from "@/components/ui/exact-time";
import { RelativeTime } from "@/components/ui/relative-time";
import type { DatabaseDetails } from "@/lib/features/databases/types";
import { ScheduleButton } from "./schedule-button";

/** When a database is introspected by itself. */
export function ScheduleCard({ database, mayManage }: { database: DatabaseDetails; mayManage: boolean }) {
  const { introspectionCron: cron, introspectionTimeZone: timeZone, nextIntrospectionAt } = database;
  const words = scheduleInWords(cron);
  return (
    <Card
      title="Schedule"
      description={
        cron === null ? (
          "This database is introspected only when someone asks for it."
        ) : (
          <>
            Introspected {words} ({timeZone.replaceAll("_", " ")}
            ).{" "}
            {nextIntrospectionAt && (
              <>
                Next <RelativeTime at={nextIntrospectionAt} />, on <ExactTime at={nextIntrospectionAt} />.
              </>
            )}
          </>
        )
      }
      actions={
        mayManage && (
          <ScheduleButton databaseId={database.id} cron={cron} timeZone={cron === null ? undefined : timeZone} />
        )
      }
    />
  );
}
