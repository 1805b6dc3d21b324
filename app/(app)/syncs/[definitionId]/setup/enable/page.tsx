import { FinishForm } from "@/components/setup/finish-form";
import { SetupShell } from "@/components/setup/setup-shell";
import { SetupSummary } from "@/components/setup/setup-summary";
import { Callout } from "@/components/ui/callout";
import { LinkButton } from "@/components/ui/link-button";
import { getSchedule } from "@/lib/features/schedules/queries";
import { getSetup } from "@/lib/features/setup/queries";
import { definitionRef } from "@/lib/features/syncs/schema";
import { loadPage, readRef } from "@/lib/page";

export default async function EnableSetupPage({ params }: { params: Promise<{ definitionId: string }> }) {
  const ref = readRef(definitionRef, await params);
  const { setup, schedule } = await loadPage(async (context) => ({
    setup: await getSetup(context, ref),
    schedule: await getSchedule(context, ref),
  }));
  const isPlanned = setup.steps.some(({ id, state }) => id === "plan" && state === "done");
  return (
    <SetupShell
      setup={setup}
      step="enable"
      title="Enable it"
      lead="From here on the sync may write to the list. It can be paused at any time."
    >
      {setup.problems.length > 0 && (
        <Callout tone="attention" title="This keeps it from running">
          <ul className="list-disc pl-4">
            {setup.problems.map((problem) => (
              <li key={problem}>{problem}</li>
            ))}
          </ul>
        </Callout>
      )}
      {!isPlanned && !setup.isEnabled && (
        <Callout
          tone="attention"
          title="There is no dry run of it as it stands"
          action={
            <LinkButton href={`/syncs/${setup.definitionId}/setup/plan`} size="sm">
              Make one first
            </LinkButton>
          }
        >
          The first run shows what it writes only when it writes it.
        </Callout>
      )}
      <SetupSummary setup={setup} cron={schedule.cron} />
      {setup.isEnabled ? (
        <Callout
          tone="good"
          title="It is enabled"
          action={<LinkButton href={`/syncs/${setup.definitionId}`}>Open the sync</LinkButton>}
        />
      ) : (
        <FinishForm setup={setup} isScheduled={schedule.cron !== null} />
      )}
    </SetupShell>
  );
}
