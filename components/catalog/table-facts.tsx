import { NumberValue } from "@/components/ui/number-value";
import { Sparkline } from "@/components/ui/sparkline";
import { Stat, StatRow } from "@/components/ui/stat";
import type { TableDetails } from "@/lib/features/tables/types";
import { formatBytes } from "@/lib/format/bytes";

/** How large a table is, what identifies its rows and who reads it. */
export function TableFacts({ table }: { table: TableDetails }) {
  const path = `/tables/${table.id}`;
  const counts = table.metrics.map((metric) => metric.rowCount);
  return (
    <StatRow>
      <Stat
        label="Rows, about"
        value={<NumberValue value={table.rowEstimate} />}
        hint={<Sparkline values={counts} label="Rows over time" className="h-4 w-20" />}
        href={counts.length > 0 ? `${path}/metrics` : undefined}
      />
      <Stat
        label="Size"
        value={formatBytes(table.sizeBytes)}
        hint={table.sizeBytes === null ? "not known" : undefined}
      />
      <Stat
        label="Primary key"
        value={
          <span className="break-all font-mono text-lg">
            {table.primaryKey ?? <span className="font-sans">none</span>}
          </span>
        }
        href={table.primaryKey ? `${path}/constraints` : undefined}
      />
      <Stat label="Syncs" value={<NumberValue value={table.uses.length} />} href={`${path}/lineage`} />
    </StatRow>
  );
}
