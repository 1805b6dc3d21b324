import { CursorCard, StaleRowsCallout } from "@/components/cursors/cursor-card";
import { PageBody } from "@/components/layout/page-body";
import { FullScanCard } from "@/components/schedules/full-scan-card";
import { ScheduleHoldCallout } from "@/components/schedules/schedule-hold";
import { SyncScheduleCard } from "@/components/schedules/sync-schedule-card";
import { isAllowed } from "@/lib/context";
import { cursorPolicies } from "@/lib/features/cursors/policy";
import { getCursor } from "@/lib/features/cursors/queries";
import { schedulePolicies } from "@/lib/features/schedules/policy";
import { getSchedule } from "@/lib/features/schedules/queries";
import { scheduleRef } from "@/lib/features/schedules/schema";
import { loadPage, readRef } from "@/lib/page";

export default async function SchedulePage({ params }: { params: Promise<{ definitionId: string }> }) {
  const ref = readRef(scheduleRef, await params);
  const { schedule, cursor, mayManage, maySet, mayAccept } = await loadPage(async (context) => ({
    schedule: await getSchedule(context, ref),
    cursor: await getCursor(context, ref),
    mayManage: isAllowed(context.actor, schedulePolicies.manage),
    maySet: isAllowed(context.actor, cursorPolicies.set),
    mayAccept: isAllowed(context.actor, cursorPolicies.acceptSource),
  }));
  return (
    <PageBody>
      {schedule.hold && schedule.nextRunAt && <ScheduleHoldCallout hold={schedule.hold} />}
      {cursor.staleRows > 0 && <StaleRowsCallout cursor={cursor} mayAccept={mayAccept} />}
      <SyncScheduleCard schedule={schedule} mayManage={mayManage} />
      <CursorCard cursor={cursor} maySet={maySet} />
      {schedule.isIncremental && <FullScanCard schedule={schedule} mayManage={mayManage} />}
    </PageBody>
  );
}
