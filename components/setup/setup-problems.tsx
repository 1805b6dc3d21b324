import { Callout } from "@/components/ui/callout";
import { LinkButton } from "@/components/ui/link-button";
import { stepLabels } from "@/lib/features/setup/labels";
import type { SetupView } from "@/lib/features/setup/types";

/** What keeps a sync from running, and the step where it is mended. Nothing where it could run. */
export function SetupProblems({ setup, title }: { setup: SetupView; title: string }) {
  if (setup.problems.length === 0) return null;
  const place = setup.steps.find(({ id, state }) => (id === "key" || id === "mapping") && state !== "done");
  return (
    <Callout
      tone="attention"
      title={title}
      action={
        place && (
          <LinkButton href={`/syncs/${setup.definitionId}/setup/${place.id}`} size="sm">
            Go to {stepLabels[place.id].toLowerCase()}
          </LinkButton>
        )
      }
    >
      <ul className="list-disc pl-4">
        {setup.problems.map((problem) => (
          <li key={problem}>{problem}</li>
        ))}
      </ul>
    </Callout>
  );
}
