import { KeyRound } from "lucide-react";
import type { Column } from "@/components/data-table/columns";
import { Badge } from "@/components/ui/badge";
import { cx } from "@/components/ui/class-names";
import type { ColumnRow } from "@/lib/features/tables/types";
import { NotSet } from "./not-set";

/** Columns of the list of a table's columns. */
export const columnColumns: readonly Column<ColumnRow>[] = [
  {
    id: "position",
    header: "#",
    align: "right",
    width: "3rem",
    cell: (column) => <span className="text-ink-faint">{column.ordinalPosition}</span>,
  },
  {
    id: "name",
    header: "Column",
    mono: true,
    cell: (column) => <ColumnName column={column} />,
    copy: (column) => column.columnName,
  },
  { id: "type", header: "Type", mono: true, cell: (column) => column.nativeType },
  {
    id: "null",
    header: "Null",
    width: "6rem",
    cell: (column) => (column.isNullable ? <span className="text-ink-muted">allowed</span> : "never"),
  },
  {
    id: "default",
    header: "Default",
    mono: true,
    cell: (column) => (
      <span className="block max-w-40 truncate text-ink-muted" title={column.defaultValue ?? undefined}>
        {column.defaultValue ?? <NotSet />}
      </span>
    ),
  },
  { id: "flags", header: "Marks", cell: (column) => <Flags column={column} /> },
  {
    id: "comment",
    header: "Comment",
    cell: (column) => (
      <span className="block max-w-60 truncate text-ink-muted 2xl:max-w-96" title={column.comment ?? undefined}>
        {column.comment ?? <NotSet />}
      </span>
    ),
  },
];

function ColumnName({ column }: { column: ColumnRow }) {
  return (
    <span className="inline-flex items-center gap-1.5">
      <span className={cx(column.isPrimaryKey && "font-medium", column.vanishedAt && "text-ink-muted line-through")}>
        {column.columnName}
      </span>
      {column.isPrimaryKey && (
        <KeyRound aria-label="Primary key" className="size-3.5 shrink-0 text-accent" strokeWidth={1.75} />
      )}
    </span>
  );
}

function Flags({ column }: { column: ColumnRow }) {
  const words = [
    column.isUnique && !column.isPrimaryKey && "unique",
    column.isIdentity && "identity",
    column.isGenerated && "generated",
  ].filter((word): word is string => word !== false);
  if (words.length === 0 && !column.vanishedAt) return <NotSet />;
  return (
    <span className="flex gap-1">
      {words.map((word) => (
        <Badge key={word}>{word}</Badge>
      ))}
      {column.vanishedAt && <Badge tone="attention">gone</Badge>}
    </span>
  );
}
