import { Card } from "@/components/ui/card";
import { KeyValues } from "@/components/ui/key-values";
import { NumberValue } from "@/components/ui/number-value";
import type { RunRow } from "@/lib/features/runs/types";
import { formatDuration } from "@/lib/format/duration";

/** What carrying a plan out would take. What a dry run cannot know is told in its story. */
export function PlanCard({ run }: { run: RunRow }) {
  const { estimatedUnits, estimatedMinutes } = run;
  if (estimatedUnits === null) return null;
  return (
    <Card
      title="Carrying it out"
      description="Estimated from the plan and what Graph allows; SharePoint may be slower, or busy with others."
    >
      <KeyValues
        entries={[
          { label: "Graph units", value: <NumberValue value={estimatedUnits} /> },
          estimatedMinutes !== null && {
            label: "Takes",
            value:
              estimatedMinutes < 1 ? "less than a minute" : `at least ${formatDuration(estimatedMinutes * 60_000)}`,
          },
        ]}
      />
    </Card>
  );
}
