import { PageBody } from "@/components/layout/page-body";
import { FullScanCard } from "@/components/schedules/full-scan-card";
import { ScheduleHoldCallout } from "@/components/schedules/schedule-hold";
import { SyncScheduleCard } from "@/components/schedules/sync-schedule-card";
import { isAllowed } from "@/lib/context";
import { schedulePolicies } from "@/lib/features/schedules/policy";
import { getSchedule } from "@/lib/features/schedules/queries";
import { scheduleRef } from "@/lib/features/schedules/schema";
import { loadPage, readRef } from "@/lib/page";

export default async function SchedulePage({ params }: { params: Promise<{ definitionId: string }> }) {
  const ref = readRef(scheduleRef, await params);
  const { schedule, mayManage } = await loadPage(async (context) => ({
    schedule: await getSchedule(context, ref),
    mayManage: isAllowed(context.actor, schedulePolicies.manage),
  }));
  return (
    <PageBody>
      {schedule.hold && schedule.nextRunAt && <ScheduleHoldCallout hold={schedule.hold} />}
      <SyncScheduleCard schedule={schedule} mayManage={mayManage} />
      {schedule.isIncremental && <FullScanCard schedule={schedule} mayManage={mayManage} />}
    </PageBody>
  );
}
