import { Card } from "@/components/ui/card";
import { NumberValue } from "@/components/ui/number-value";
import type { LoadEstimate as Estimated } from "@/lib/features/budgets/types";
import { LoadEstimate } from "./load-estimate";

interface LoadCardProps {
  estimate: Estimated | null;
  /** Rows that have their item. */
  present: number;
  /** A filter may leave rows out, which the estimate cannot know. */
  isFiltered: boolean;
}

/** What the next load of a sync costs, before somebody starts it. */
export function LoadCard({ estimate, present, isFiltered }: LoadCardProps) {
  const description =
    "What giving every row its item costs. Rows that did not change cost nothing, changed ones 2 units each.";
  return (
    <Card title="Cost of a load" description={description}>
      {estimate?.creates === 0 ? (
        <p className="text-ink-muted">
          Every row that is known has its item: <NumberValue value={present} /> items for about{" "}
          <NumberValue value={estimate.basis.rows} /> rows.
        </p>
      ) : (
        <LoadEstimate estimate={estimate} />
      )}
      {isFiltered && <p className="mt-2 text-ink-muted text-sm">The row filter may leave some of these rows out.</p>}
    </Card>
  );
}
