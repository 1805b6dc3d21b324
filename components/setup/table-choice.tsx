import { VarietyIcon } from "@/components/catalog/variety-icon";
import type { Column } from "@/components/data-table/columns";
import { Badge } from "@/components/ui/badge";
import { NumberValue } from "@/components/ui/number-value";
import type { TableChoice } from "@/lib/features/setup/types";
import { formatBytes } from "@/lib/format/bytes";

/** A row that knows whether it begins its database. */
export interface GroupedTable extends TableChoice {
  readonly isFirst: boolean;
}

/** Tables stand by database; each database is named where its tables begin. */
export function groupTables(tables: readonly TableChoice[]): readonly GroupedTable[] {
  return tables.map((table, index) => ({ ...table, isFirst: tables[index - 1]?.databaseId !== table.databaseId }));
}

/** Columns of the choice of a table to sync. */
export const tableChoiceColumns: readonly Column<GroupedTable>[] = [
  {
    id: "name",
    header: "Table",
    cell: (table) => (
      <span className="inline-flex items-center gap-2" title={table.comment ?? undefined}>
        <VarietyIcon variety={table.isView ? "view" : "table"} />
        <span className="font-mono text-sm">
          <span className="text-ink-muted">{table.schemaName}.</span>
          {table.tableName}
        </span>
      </span>
    ),
  },
  {
    id: "database",
    header: "Database",
    cell: (table) => (
      <span className={table.isFirst ? "font-medium text-ink" : "text-ink-muted"}>{table.databaseName}</span>
    ),
  },
  {
    id: "rows",
    header: "Rows, about",
    align: "right",
    width: "7rem",
    cell: (table) => <NumberValue value={table.rowEstimate} />,
  },
  { id: "size", header: "Size", align: "right", width: "6rem", cell: (table) => formatBytes(table.sizeBytes) },
  {
    id: "key",
    header: "Rows told apart by",
    cell: (table) =>
      table.key === null ? (
        <Badge tone="attention">No key</Badge>
      ) : (
        <span className="inline-flex items-center gap-2">
          <span className="truncate font-mono text-sm">{table.key.columns}</span>
          {!table.key.isPrimary && <span className="text-ink-muted text-sm">unique</span>}
        </span>
      ),
  },
  {
    id: "synced",
    header: "Already synced to",
    cell: ({ syncedTo, syncCount }) => named(syncedTo, syncCount),
  },
];

/** "Customers, Orders and 2 more"; a dash for none. */
export function named(names: readonly string[], count: number) {
  if (count === 0) return <span className="text-ink-faint">–</span>;
  const more = count - names.length;
  return `${names.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
