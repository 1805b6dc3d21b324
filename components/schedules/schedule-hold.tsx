import { Callout } from "@/components/ui/callout";
import { ExactTime } from "@/components/ui/exact-time";
import { LinkButton } from "@/components/ui/link-button";
import type { ScheduleHold } from "@/lib/features/schedules/types";

const remedies: Readonly<Record<ScheduleHold["kind"], string>> = {
  parent: "Switch it on again: the next time of the schedule then starts a run.",
  halted: "Mend the cause, then enable the sync again.",
  disabled: "Enable the sync to let its schedule start runs.",
};

/** Why a schedule starts nothing now, and since when. */
export function ScheduleHoldCallout({ hold }: { hold: ScheduleHold }) {
  return (
    <Callout
      tone="attention"
      title="The schedule starts no runs now"
      remedy={remedies[hold.kind]}
      action={hold.href && <LinkButton href={hold.href}>Open it</LinkButton>}
    >
      {hold.message}
      {hold.since && (
        <>
          {" "}
          Since <ExactTime at={hold.since} />.
        </>
      )}
      {hold.kind === "parent" && " Until then nothing is read, and no row counts as gone."}
    </Callout>
  );
}
