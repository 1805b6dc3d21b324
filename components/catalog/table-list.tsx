import type { Column, TableFilter } from "@/components/data-table/columns";
import { DriftMark } from "@/components/drift/drift-mark";
import { Badge } from "@/components/ui/badge";
import { NumberValue } from "@/components/ui/number-value";
import { RelativeTime } from "@/components/ui/relative-time";
import type { DriftBadge } from "@/lib/features/drift/types";
import { tableVarietyLabels } from "@/lib/features/tables/labels";
import { tableVariety } from "@/lib/features/tables/schema";
import type { TableRow } from "@/lib/features/tables/types";
import { formatBytes } from "@/lib/format/bytes";
import { NotSet } from "./not-set";
import { VarietyIcon, varietyLabel } from "./variety-icon";

/** A table with how its open differences matter; absent where there are none. */
export interface ListedTable extends TableRow {
  readonly drift: DriftBadge | undefined;
}

/** Columns of the tables of one database. */
export const tableColumns: readonly Column<ListedTable>[] = [
  {
    id: "name",
    header: "Table",
    sortable: true,
    cell: (table) => <TableName table={table} />,
    copy: (table) => `${table.schemaName}.${table.tableName}`,
  },
  {
    id: "variety",
    header: "Type",
    width: "9rem",
    cell: (table) => <span className="text-ink-muted">{varietyLabel(table.variety)}</span>,
  },
  {
    id: "rows",
    header: "Rows, about",
    align: "right",
    sortable: true,
    width: "8rem",
    cell: (table) => <NumberValue value={table.rowEstimate} />,
  },
  {
    id: "drift",
    header: "Drift",
    width: "9rem",
    cell: (table) => <DriftMark badge={table.drift} href={`/tables/${table.id}/drift`} />,
  },
  {
    id: "size",
    header: "Size",
    align: "right",
    sortable: true,
    width: "6.5rem",
    cell: (table) => formatBytes(table.sizeBytes),
  },
  {
    id: "columns",
    header: "Columns",
    align: "right",
    width: "6rem",
    isExtra: true,
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

/** Schema and name as one writes them in SQL; the icon says what sort of table it is. */
export function TableName({ table }: { table: TableRow }) {
  return (
    <span className="inline-flex max-w-full items-center gap-2 align-middle font-mono font-normal text-sm">
      <VarietyIcon variety={table.variety} />
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
      name: "variety",
      label: "Type",
      options: tableVariety.options.map((value) => ({ value, label: tableVarietyLabels[value].toLowerCase() })),
    },
    {
      name: "drift",
      label: "Drift",
      options: [
        { value: "open", label: "open" },
        { value: "none", label: "none" },
      ],
    },
    {
      name: "use",
      label: "Syncs",
      options: [
        { value: "used", label: "used by one" },
        { value: "unused", label: "used by none" },
      ],
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
