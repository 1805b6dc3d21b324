import { ArrowRight } from "lucide-react";
import type { Column } from "@/components/data-table/columns";
import { NumberValue } from "@/components/ui/number-value";
import { RelativeTime } from "@/components/ui/relative-time";
import { TextLink } from "@/components/ui/text-link";
import type { DefinitionRow } from "@/lib/features/syncs/types";
import { DefinitionStateBadge } from "./definition-state";

/** Columns of a table of definitions. */
export const definitionColumns: readonly Column<DefinitionRow>[] = [
  { id: "name", header: "Sync", cell: (row) => row.name },
  {
    id: "state",
    header: "State",
    cell: (row) => (
      <span className="inline-flex items-center gap-2">
        <DefinitionStateBadge state={row.state} look="plain" />
        {row.isUnfinished && (
          <TextLink href={`/syncs/${row.id}/setup`} className="relative z-10 text-sm">
            Continue set-up
          </TextLink>
        )}
      </span>
    ),
    width: "14rem",
  },
  {
    id: "between",
    header: "From table to list",
    cell: (row) => (
      <span className="inline-flex min-w-0 items-center gap-1.5">
        <span className="truncate font-mono text-sm">{row.tableName}</span>
        <ArrowRight aria-label="to" className="size-3.5 shrink-0 text-accent" />
        <span className="truncate">{row.listName}</span>
      </span>
    ),
  },
  { id: "rows", header: "Rows", align: "right", cell: (row) => <NumberValue value={row.sourceRows} /> },
  { id: "items", header: "Items", align: "right", cell: (row) => <NumberValue value={row.linkedItems} /> },
  { id: "rejections", header: "Rejected", align: "right", cell: (row) => <NumberValue value={row.openRejections} /> },
  { id: "last", header: "Last run", cell: (row) => <RelativeTime at={row.lastRunAt} />, width: "8rem" },
];
