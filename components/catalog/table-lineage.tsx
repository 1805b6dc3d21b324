import { Table2 } from "lucide-react";
import type { ReactNode } from "react";
import { DirectionIcon } from "@/components/ui/direction-icon";
import { NumberValue } from "@/components/ui/number-value";
import { StateBadge } from "@/components/ui/state-badge";
import { TextLink } from "@/components/ui/text-link";
import type { TableDetails, TableUse } from "@/lib/features/tables/types";

/** The ways that a table's rows take: through which sync into which list, one way a line. */
export function TableLineage({ table }: { table: TableDetails }) {
  return (
    <ol aria-label="Where the rows of this table go" className="flex flex-col gap-3">
      {table.uses.map((use) => (
        <Way key={use.definitionId} table={table} use={use} />
      ))}
    </ol>
  );
}

function Way({ table, use }: { table: TableDetails; use: TableUse }) {
  return (
    <li className="grid items-center gap-x-4 gap-y-2 md:grid-cols-[minmax(0,1fr)_auto_minmax(0,1fr)_auto_minmax(0,1fr)]">
      <Stop kind="Table">
        <span className="break-all font-mono text-sm">
          {table.schemaName}.{table.tableName}
        </span>
        {table.rowEstimate !== null && (
          <span className="text-ink-muted text-sm">
            about <NumberValue value={table.rowEstimate} /> rows
          </span>
        )}
      </Stop>
      <Arrow />
      <Stop kind="Sync">
        <TextLink href={`/syncs/${use.definitionId}`} className="font-medium">
          {use.definitionName}
        </TextLink>
        <StateBadge
          state={use.isEnabled ? "in-sync" : "paused"}
          label={use.isEnabled ? "Enabled" : "Not enabled"}
          look="plain"
        />
      </Stop>
      <Arrow />
      <Stop kind="List">
        <span className="flex items-center gap-2">
          <Table2 aria-hidden className="size-4 shrink-0 text-ink-faint" strokeWidth={1.5} />
          <TextLink href={`/sharepoint/lists/${use.listId}`}>{use.listName}</TextLink>
        </span>
      </Stop>
    </li>
  );
}

function Stop({ kind, children }: { kind: string; children: ReactNode }) {
  return (
    <div className="flex min-w-0 flex-col items-start gap-0.5 self-stretch rounded-lg border border-line bg-surface px-4 py-3 shadow-sm">
      <span className="text-ink-faint text-xs">{kind}</span>
      {children}
    </div>
  );
}

function Arrow() {
  return <DirectionIcon direction="push" className="justify-center max-md:rotate-90" />;
}
