import { NumberValue } from "@/components/ui/number-value";
import { Stat, StatRow } from "@/components/ui/stat";
import type { RunRow } from "@/lib/features/runs/types";

interface RunFunnelProps {
  run: RunRow;
  /** Where the operations are; null for those who may not see values. */
  operationsHref: string | null;
}

/** What became of the rows, from read to written. Steward's figures lead to the operations behind them. */
export function RunFunnel({ run, operationsHref }: RunFunnelProps) {
  const rejectedHref = operationsHref ? `/syncs/${run.definitionId}/rejections` : undefined;
  const kinds = [
    { kind: "CREATE", written: "Created", toWrite: "To create", done: run.itemsCreated, planned: run.plannedCreates },
    { kind: "UPDATE", written: "Updated", toWrite: "To update", done: run.itemsUpdated, planned: run.plannedUpdates },
    { kind: "DELETE", written: "Deleted", toWrite: "To delete", done: run.itemsDeleted, planned: run.plannedDeletes },
    { kind: "MARK", written: "Marked", toWrite: "To mark", done: run.itemsMarked, planned: run.plannedMarks },
  ];
  // Creates and updates always stand there; what most syncs never do is named where it happens.
  const shown = kinds.filter(
    ({ kind, done, planned }) => kind === "CREATE" || kind === "UPDATE" || done > 0 || planned > 0,
  );
  const isPlan = run.purpose === "PLAN";
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
      {run.rowsFiltered > 0 && <Stat label="Outside the filter" value={<NumberValue value={run.rowsFiltered} />} />}
      <Stat label="Unchanged" value={<NumberValue value={run.rowsUnchanged} />} />
      {shown.map(({ kind, written, toWrite, done, planned }) => (
        <Stat
          key={kind}
          label={isPlan ? toWrite : written}
          value={<NumberValue value={isPlan ? planned : done} />}
          hint={
            isPlan ? undefined : (
              <>
                of <NumberValue value={planned} />
              </>
            )
          }
          href={operationsHref && planned > 0 ? `${operationsHref}?kind=${kind}` : undefined}
        />
      ))}
      {run.itemsAdopted > 0 && (
        <Stat label="Adopted" value={<NumberValue value={run.itemsAdopted} />} href={operationsHref ?? undefined} />
      )}
      <Stat
        label="Rejected"
        value={<NumberValue value={run.rowsRejected} />}
        href={run.rowsRejected > 0 ? rejectedHref : undefined}
      />
    </StatRow>
  );
}
