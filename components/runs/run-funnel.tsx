import type { ReactNode } from "react";
import { NumberValue } from "@/components/ui/number-value";
import { Stat, StatRow } from "@/components/ui/stat";
import { TextLink } from "@/components/ui/text-link";
import type { RunRow } from "@/lib/features/runs/types";

interface RunFunnelProps {
  run: RunRow;
  /** Where the operations are; null for those who may not see values. */
  operationsHref: string | null;
  /** Where the rejected rows stand; absent where nothing is kept of them. */
  rejectedHref?: string;
}

const count = (value: number) => <NumberValue value={value} />;

/** What became of the rows, from read to written. Figures of what a run keeps rows of lead to them; of unchanged rows it keeps none. */
export function RunFunnel({ run, operationsHref, rejectedHref }: RunFunnelProps) {
  const isPlan = run.purpose === "PLAN";
  const operations = (narrowed: string, rows: number) =>
    operationsHref && rows > 0 ? `${operationsHref}${narrowed}` : undefined;
  const changed = run.plannedCreates + run.plannedUpdates + run.plannedDeletes + run.plannedMarks + run.plannedRecords;
  return (
    <StatRow>
      <Stat
        label="Read"
        value={count(run.rowsRead)}
        hint={run.rowsExpected ? <>of about {count(run.rowsExpected)}</> : null}
      />
      {run.rowsFiltered > 0 && <Stat label="Outside the filter" value={count(run.rowsFiltered)} />}
      <Stat label="Unchanged" value={count(run.rowsUnchanged)} />
      <Stat label="Changed" value={count(changed)} href={operations("", changed)} />
      {kindsOf(run).map(({ kind, outcome, written, toWrite, done, planned }) => {
        const plannedHref = operations(`?kind=${kind}`, planned);
        return isPlan ? (
          <Stat key={kind} label={toWrite} value={count(planned)} href={plannedHref} />
        ) : (
          <Stat
            key={kind}
            label={written}
            value={count(done)}
            href={operations(`?outcome=${outcome}`, done)}
            hint={planned > 0 ? <OfPlanned href={plannedHref}>of {count(planned)}</OfPlanned> : null}
          />
        );
      })}
      {run.plannedRecords > 0 && (
        <Stat
          label="Ledger only"
          value={count(run.plannedRecords)}
          hint="no write to the list"
          href={operations("?kind=RECORD", run.plannedRecords)}
        />
      )}
      {run.itemsAdopted > 0 && (
        <Stat label="Adopted" value={count(run.itemsAdopted)} href={operations("?outcome=adopted", run.itemsAdopted)} />
      )}
      <Stat
        label={isPlan ? "Would be rejected" : "Rejected"}
        value={count(run.rowsRejected)}
        href={run.rowsRejected > 0 ? rejectedHref : undefined}
      />
    </StatRow>
  );
}

/** Creates and updates always stand there; what most syncs never do is named where it happens. */
function kindsOf(run: RunRow) {
  const all = [
    {
      kind: "CREATE",
      outcome: "created",
      written: "Created",
      toWrite: "To create",
      done: run.itemsCreated,
      planned: run.plannedCreates,
    },
    {
      kind: "UPDATE",
      outcome: "updated",
      written: "Updated",
      toWrite: "To update",
      done: run.itemsUpdated,
      planned: run.plannedUpdates,
    },
    {
      kind: "DELETE",
      outcome: "deleted",
      written: "Deleted",
      toWrite: "To delete",
      done: run.itemsDeleted,
      planned: run.plannedDeletes,
    },
    {
      kind: "MARK",
      outcome: "marked",
      written: "Marked",
      toWrite: "To mark",
      done: run.itemsMarked,
      planned: run.plannedMarks,
    },
  ];
  return all.filter(({ kind, done, planned }) => kind === "CREATE" || kind === "UPDATE" || done > 0 || planned > 0);
}

/** Above the figure's own link, which covers all of its field. */
function OfPlanned({ href, children }: { href: string | undefined; children: ReactNode }) {
  if (href === undefined) return children;
  return (
    <TextLink href={href} className="relative z-1">
      {children}
    </TextLink>
  );
}
