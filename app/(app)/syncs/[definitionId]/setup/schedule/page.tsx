import { RhythmForm } from "@/components/setup/rhythm-form";
import { SetupShell } from "@/components/setup/setup-shell";
import { isAllowed } from "@/lib/context";
import { getCursor } from "@/lib/features/cursors/queries";
import { getPolicies } from "@/lib/features/policies/queries";
import { schedulePolicies } from "@/lib/features/schedules/policy";
import { getSchedule } from "@/lib/features/schedules/queries";
import { getSetup } from "@/lib/features/setup/queries";
import { definitionRef } from "@/lib/features/syncs/schema";
import { loadPage, readRef } from "@/lib/page";

export default async function ScheduleSetupPage({ params }: { params: Promise<{ definitionId: string }> }) {
  const ref = readRef(definitionRef, await params);
  const { setup, cursor, schedule, policies, maySchedule } = await loadPage(async (context) => ({
    setup: await getSetup(context, ref),
    cursor: await getCursor(context, ref),
    schedule: await getSchedule(context, ref),
    policies: await getPolicies(context, ref),
    maySchedule: isAllowed(context.actor, schedulePolicies.manage),
  }));
  return (
    <SetupShell
      setup={setup}
      step="schedule"
      title="How and when"
      lead="The list follows the table, at the times you choose. All of this can be changed later."
    >
      <RhythmForm
        setup={setup}
        mode={policies.mode === "ARCHIVE_ONLY" ? "ARCHIVE_ONLY" : "ONE_WAY_PUSH"}
        onSourceDelete={policies.onSourceDelete}
        hasMarkColumn={policies.markColumnId !== null}
        cursor={cursor}
        schedule={schedule}
        isChosen={setup.steps.some(({ id, state }) => id === "schedule" && state === "done")}
        maySchedule={maySchedule}
      />
    </SetupShell>
  );
}
