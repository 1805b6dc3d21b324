import { NumberValue } from "@/components/ui/number-value";
import { Stat, StatRow } from "@/components/ui/stat";
import type { RunRow } from "@/lib/features/runs/types";

/** What became of the rows, from read to written. Steward's figures lead to the operations behind them. */
export function RunFunnel({ run, operationsHref }: { run: RunRow; operationsHref: string | null }) {
  const rejectedHref = operationsHref ? `/syncs/${run.definitionId}/rejections` : undefined;
  const href = operationsHref ?? undefined;
  return (
    <StatRow>
      <Stat
        label="Read"
        value={<NumberValue value={run.rowsRead} />}
        hint={
          run.rowsExpected ? (
            <>
              of about <NumberValue value={run.rowsExpected} />
            </>
          ) : undefined
        }
      />
      <Stat label="Unchanged" value={<NumberValue value={run.rowsUnchanged} />} />
      <Stat
        label="Created"
        value={<NumberValue value={run.itemsCreated} />}
        hint={planned(run.plannedCreates)}
        href={href}
      />
      <Stat
        label="Updated"
        value={<NumberValue value={run.itemsUpdated} />}
        hint={planned(run.plannedUpdates)}
        href={href}
      />
      {run.itemsAdopted > 0 && <Stat label="Adopted" value={<NumberValue value={run.itemsAdopted} />} href={href} />}
      <Stat
        label="Rejected"
        value={<NumberValue value={run.rowsRejected} />}
        href={run.rowsRejected > 0 ? rejectedHref : undefined}
      />
    </StatRow>
  );
}

function planned(count: number) {
  return (
    <>
      of <NumberValue value={count} />
    </>
  );
}
