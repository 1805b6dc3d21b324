import { Card } from "@/components/ui/card";
import { KeyValues } from "@/components/ui/key-values";
import { RelativeTime } from "@/components/ui/relative-time";
import type { ScheduleDetails } from "@/lib/features/schedules/types";
import { scheduleInWords } from "./schedule-choice";
import { FullScanButton } from "./sync-schedule-buttons";

/** When a definition that reads by a cursor reads everything. */
export function FullScanCard({ schedule, mayManage }: { schedule: ScheduleDetails; mayManage: boolean }) {
  const { fullScanCron, timeZone, lastFullScanAt } = schedule;
  return (
    <Card
      title="Full scan"
      description="Reads every row, also those the cursor passed, and finds the ones that left the table."
      actions={mayManage && <FullScanButton schedule={schedule} />}
    >
      <KeyValues
        entries={[
          {
            label: "Reads everything",
            value:
              fullScanCron === null
                ? "Once a day, with the first run that is due"
                : `${scheduleInWords(fullScanCron)} (${timeZone.replaceAll("_", " ")})`,
          },
          { label: "Last full scan", value: <RelativeTime at={lastFullScanAt} /> },
        ]}
      />
    </Card>
  );
}
