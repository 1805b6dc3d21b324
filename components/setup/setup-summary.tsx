import { Card } from "@/components/ui/card";
import { type State, StateBadge } from "@/components/ui/state-badge";
import { TextLink } from "@/components/ui/text-link";
import { stepLabels, stepStateLabels } from "@/lib/features/setup/labels";
import type { SetupStepState, SetupView } from "@/lib/features/setup/types";

const faces: Record<SetupStepState, State> = {
  done: "in-sync",
  open: "unknown",
  attention: "attention",
  spared: "paused",
};

const sentence = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);

/** Everything that was settled on the way, each with the way back to it. */
export function SetupSummary({ setup }: { setup: SetupView }) {
  return (
    <Card title="What was settled" padding="none">
      <ul>
        {setup.steps
          .filter(({ id }) => id !== "enable")
          .map(({ id, state, detail }) => (
            <li
              key={id}
              className="grid grid-cols-[8rem_10rem_minmax(0,1fr)] items-center gap-3 border-line-faint border-b px-4 py-2.5 last:border-b-0"
            >
              <TextLink href={`/syncs/${setup.definitionId}/setup/${id}`}>{stepLabels[id]}</TextLink>
              <StateBadge state={faces[state]} label={sentence(stepStateLabels[state])} look="plain" />
              <span className="min-w-0 truncate text-ink-muted" title={detail}>
                {detail}
              </span>
            </li>
          ))}
      </ul>
    </Card>
  );
}
