"use client";

import { Eye } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { FormSummary } from "@/components/forms/form-summary";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { ExactTime } from "@/components/ui/exact-time";
import { Select } from "@/components/ui/select";
import { sampleTableAction } from "@/lib/features/tables/actions";
import { extentLabels } from "@/lib/features/tables/labels";
import type { SampleRows } from "@/lib/features/tables/types";
import { plural } from "@/lib/format/plural";
import { hrefWith } from "@/lib/format/table-state";
import { SampleTable } from "./sample-table";
import { useAnswer } from "./use-answer";

interface SamplePanelProps {
  tableId: string;
  path: string;
  from: "first" | "spread";
  rows: string;
}

/** Some rows of the table as they stand in the database now. Read only when asked for: it costs the database a little, and it is noted. */
export function SamplePanel({ tableId, path, from, rows }: SamplePanelProps) {
  const router = useRouter();
  const [sample, setSample] = useState<SampleRows | null>(null);
  const { ask, reason, isPending } = useAnswer(sampleTableAction, setSample);
  const choose = (change: { from?: string; rows?: string }) =>
    router.replace(hrefWith(path, { from, rows }, change), { scroll: false });
  return (
    <Card
      padding="none"
      title="Rows"
      description={`Reads at most ${rows} rows and keeps none. The audit trail notes that you looked, never what you saw.`}
      actions={
        <div className="flex flex-wrap items-center gap-2">
          <Select aria-label="How many rows" value={rows} onChange={(event) => choose({ rows: event.target.value })}>
            {["20", "50", "200"].map((count) => (
              <option key={count} value={count}>
                {count} rows
              </option>
            ))}
          </Select>
          <Select aria-label="Which rows" value={from} onChange={(event) => choose({ from: event.target.value })}>
            <option value="first">the first ones</option>
            <option value="spread">from all over the table</option>
          </Select>
          <Button
            variant="primary"
            icon={<Eye aria-hidden />}
            pending={isPending}
            onClick={() => ask({ tableId, from, limit: Number(rows) })}
          >
            {sample ? "Read again" : "Read rows"}
          </Button>
        </div>
      }
    >
      <div aria-live="polite">
        {reason && (
          <div className="p-4">
            <FormSummary reason={reason} />
          </div>
        )}
        {!reason && !sample && <p className="px-4 py-8 text-center text-ink-muted">No rows have been read yet.</p>}
        {!reason && sample && <Shown sample={sample} />}
      </div>
    </Card>
  );
}

function Shown({ sample }: { sample: SampleRows }) {
  const { rows, extent, maxCellLength, instanceLabel, takenAt } = sample;
  return (
    <>
      {rows.length === 0 ? (
        <p className="px-4 py-8 text-center text-ink-muted">The table has no rows.</p>
      ) : (
        <SampleTable sample={sample} />
      )}
      <p className="border-line-faint border-t px-4 py-2 text-ink-muted text-sm">
        {extentLabels[extent]}: {plural(rows.length, "row")}, read by {instanceLabel} at <ExactTime at={takenAt} />.
        Values longer than {plural(maxCellLength, "character")} are cut.
      </p>
    </>
  );
}
