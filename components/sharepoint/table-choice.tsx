import type { Column } from "@/components/data-table/columns";
import { NumberValue } from "@/components/ui/number-value";
import type { TableRow } from "@/lib/features/tables/types";

/** Columns of the choice of a table to make a list from. */
export const tableChoiceColumns: readonly Column<TableRow>[] = [
  {
    id: "name",
    header: "Table",
    sortable: true,
    cell: (table) => <span className="font-mono text-sm">{`${table.schemaName}.${table.tableName}`}</span>,
  },
  { id: "database", header: "Database", cell: (table) => table.databaseName },
  { id: "key", header: "Primary key", mono: true, cell: (table) => table.primaryKey ?? "–" },
  {
    id: "columns",
    header: "Columns",
    align: "right",
    cell: (table) => <NumberValue value={table.columnCount} />,
    width: "7rem",
  },
  {
    id: "rows",
    header: "Rows, estimated",
    align: "right",
    sortable: true,
    cell: (table) => <NumberValue value={table.rowEstimate} />,
    width: "9rem",
  },
];
