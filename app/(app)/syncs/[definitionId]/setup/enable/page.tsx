import { FinishForm } from "@/components/setup/finish-form";
import { SetupProblems } from "@/components/setup/setup-problems";
import { SetupShell } from "@/components/setup/setup-shell";
import { SetupSummary } from "@/components/setup/setup-summary";
import { Callout } from "@/components/ui/callout";
import { LinkButton } from "@/components/ui/link-button";
import { getSchedule } from "@/lib/features/schedules/queries";
import { getSetup } from "@/lib/features/setup/queries";
import { definitionRef } from "@/lib/features/syncs/schema";
import { plural } from "@/lib/format/plural";
import { loadPage, readRef } from "@/lib/page";

export default async function EnableSetupPage({ params }: { params: Promise<{ definitionId: string }> }) {
  const ref = readRef(definitionRef, await params);
  const { setup, schedule } = await loadPage(async (context) => ({
    setup: await getSetup(context, ref),
    schedule: await getSchedule(context, ref),
  }));
  const plan = setup.plan?.isCurrent === true && setup.plan.outcome === "SUCCEEDED" ? setup.plan : null;
  return (
    <SetupShell
      setup={setup}
      step="enable"
      title="Enable it"
      lead="From here on the sync may write to the list. It can be paused at any time."
    >
      <SetupProblems setup={setup} title="This keeps it from running" />
      {plan === null && !setup.isEnabled && (
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
      {plan !== null && plan.rejected > 0 && !setup.isEnabled && (
        <Callout
          tone="attention"
          title={`${plural(plan.rejected, "row")} would be rejected`}
          action={
            <LinkButton href={`/syncs/${setup.definitionId}/setup/plan`} size="sm">
              See causes and remedies
            </LinkButton>
          }
        >
          Rejected rows get no item, or keep the one they have as it is, until the cause is mended.
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
