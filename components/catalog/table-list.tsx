import { Eye, Table2 } from "lucide-react";
import type { Column, TableFilter } from "@/components/data-table/columns";
import { Badge } from "@/components/ui/badge";
import { NumberValue } from "@/components/ui/number-value";
import { RelativeTime } from "@/components/ui/relative-time";
import { tableTypeLabels } from "@/lib/features/tables/labels";
import { tableType } from "@/lib/features/tables/schema";
import type { TableRow } from "@/lib/features/tables/types";
import { formatBytes } from "@/lib/format/bytes";
import { NotSet } from "./not-set";

/** Columns of the tables of one database. */
export const tableColumns: readonly Column<TableRow>[] = [
  { id: "name", header: "Table", sortable: true, cell: (table) => <TableName table={table} /> },
  {
    id: "rows",
    header: "Rows, about",
    align: "right",
    sortable: true,
    width: "8rem",
    cell: (table) => <NumberValue value={table.rowEstimate} />,
  },
  { id: "size", header: "Size", align: "right", width: "6.5rem", cell: (table) => formatBytes(table.sizeBytes) },
  {
    id: "columns",
    header: "Columns",
    align: "right",
    width: "6rem",
    cell: (table) => <NumberValue value={table.columnCount} />,
  },
  { id: "key", header: "Primary key", mono: true, cell: (table) => table.primaryKey ?? <NotSet /> },
  {
    id: "syncs",
    header: "Syncs",
    align: "right",
    width: "5rem",
    cell: (table) => (table.definitionCount === 0 ? <NotSet /> : <NumberValue value={table.definitionCount} />),
  },
  {
    id: "introspected",
    header: "Introspected",
    align: "right",
    width: "8rem",
    cell: (table) => <RelativeTime at={table.lastIntrospectedAt} />,
  },
];

/** Schema and name as one writes them in SQL; the icon says whether it is a table or a view. */
export function TableName({ table }: { table: TableRow }) {
  const Icon = table.tableType === "VIEW" ? Eye : Table2;
  return (
    <span className="inline-flex max-w-full items-center gap-2 align-middle font-mono font-normal text-sm">
      <Icon
        aria-label={tableTypeLabels[table.tableType]}
        className="size-4 shrink-0 text-ink-faint"
        strokeWidth={1.5}
      />
      <span className="truncate" title={`${table.schemaName}.${table.tableName}`}>
        <span className="text-ink-muted">{table.schemaName}.</span>
        <span className="font-medium">{table.tableName}</span>
      </span>
      {table.vanishedAt && (
        <Badge tone="attention" className="font-sans">
          Gone
        </Badge>
      )}
    </span>
  );
}

/** The choices of the list of tables of one database. */
export function tableFilters(schemas: readonly string[]): readonly TableFilter[] {
  return [
    ...(schemas.length > 1
      ? [{ name: "schema", label: "Schema", options: schemas.map((value) => ({ value, label: value })) }]
      : []),
    {
      name: "type",
      label: "Type",
      options: tableType.options.map((value) => ({ value, label: tableTypeLabels[value] })),
    },
    {
      name: "presence",
      label: "In the database",
      options: [
        { value: "present", label: "found" },
        { value: "vanished", label: "gone" },
      ],
    },
  ];
}
