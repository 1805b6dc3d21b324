import { LoadEstimate } from "@/components/budget/load-estimate";
import { Card } from "@/components/ui/card";
import { NumberValue } from "@/components/ui/number-value";
import type { ProvisioningEstimate } from "@/lib/features/budgets/types";
import { plural } from "@/lib/format/plural";

/** What making the list costs, and what filling it will. */
export function ProvisionCost({ cost, columns }: { cost: ProvisioningEstimate; columns: number }) {
  const units = cost.listUnits + columns * cost.columnUnits;
  return (
    <Card title="What it costs">
      <p className="mb-3 text-ink">
        Making the list with {plural(columns, "column")} takes about <NumberValue value={units} /> resource units.
        Filling it by a sync, afterwards:
      </p>
      <LoadEstimate estimate={cost.load} />
    </Card>
  );
}
