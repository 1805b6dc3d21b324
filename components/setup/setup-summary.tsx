import { scheduleInWords } from "@/components/schedules/schedule-choice";
import { Card } from "@/components/ui/card";
import { type State, StateBadge } from "@/components/ui/state-badge";
import { TextLink } from "@/components/ui/text-link";
import { stepLabels, stepStateLabels } from "@/lib/features/setup/labels";
import type { SetupStep, SetupStepState, SetupView } from "@/lib/features/setup/types";

const faces: Record<SetupStepState, State> = {
  done: "in-sync",
  open: "unknown",
  attention: "attention",
  spared: "paused",
};

const sentence = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);

/** Everything that was settled on the way, each with the way back to it. */
export function SetupSummary({ setup, cron }: { setup: SetupView; cron: string | null }) {
  const wordsOf = ({ id, detail }: SetupStep) =>
    id === "schedule" && cron !== null ? `Runs ${scheduleInWords(cron)}` : detail;
  return (
    <Card title="What was settled" padding="none">
      <ul>
        {setup.steps
          .filter(({ id }) => id !== "enable")
          .map((step) => (
            <li
              key={step.id}
              className="grid grid-cols-2 items-center gap-x-3 gap-y-0.5 border-line-faint border-b px-4 py-2.5 last:border-b-0 sm:grid-cols-[8rem_10rem_minmax(0,1fr)]"
            >
              <TextLink href={`/syncs/${setup.definitionId}/setup/${step.id}`}>{stepLabels[step.id]}</TextLink>
              <StateBadge state={faces[step.state]} label={sentence(stepStateLabels[step.state])} look="plain" />
              <span className="col-span-2 min-w-0 truncate text-ink-muted sm:col-span-1" title={wordsOf(step)}>
                {wordsOf(step)}
              </span>
            </li>
          ))}
      </ul>
    </Card>
  );
}
