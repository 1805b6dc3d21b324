import { KeyRound } from "lucide-react";
import type { Column } from "@/components/data-table/columns";
import { Badge } from "@/components/ui/badge";
import { cx } from "@/components/ui/class-names";
import { NumberValue } from "@/components/ui/number-value";
import { TextLink } from "@/components/ui/text-link";
import type { ColumnRow } from "@/lib/features/tables/types";
import type { WholeList } from "@/lib/format/whole-list";
import { NotSet } from "./not-set";

/** A column of a table with the foreign keys it belongs to. */
export interface ListedColumn extends ColumnRow {
  readonly references: readonly {
    readonly table: string;
    readonly column: string | null;
    /** Absent where the parent is not cataloged. */
    readonly href: string | null;
  }[];
}

/** How a table's columns are searched and sorted. */
export const columnsAsList: WholeList<ColumnRow> = {
  text: ({ columnName, comment }) => `${columnName} ${comment ?? ""}`,
  order: {
    name: (column) => column.columnName,
    position: (column) => column.ordinalPosition,
    type: (column) => column.nativeType,
    null: (column) => column.isNullable,
    length: (column) => column.maxLength,
    kind: (column) => column.valueKind,
  },
};

/** Columns of the list of a table's columns. What none of the table's columns has is not shown until asked for. */
export function columnColumns(rows: readonly ListedColumn[]): readonly Column<ListedColumn>[] {
  return [
    {
      id: "name",
      sortable: true,
      header: "Column",
      mono: true,
      cell: (column) => <ColumnName column={column} />,
      copy: (column) => column.columnName,
    },
    {
      id: "position",
      sortable: true,
      header: "#",
      align: "right",
      width: "3rem",
      isExtra: true,
      cell: (column) => <span className="text-ink-faint">{column.ordinalPosition}</span>,
    },
    {
      id: "type",
      sortable: true,
      header: "Type",
      mono: true,
      cell: (column) => <span title={column.nativeType}>{column.nativeType}</span>,
    },
    {
      id: "null",
      sortable: true,
      header: "Null",
      width: "6rem",
      cell: (column) => (column.isNullable ? <span className="text-ink-muted">allowed</span> : "never"),
    },
    { id: "default", header: "Default", mono: true, cell: (column) => <Cut text={column.defaultValue} narrow /> },
    { id: "marks", header: "Marks", cell: (column) => <Marks column={column} /> },
    {
      id: "values",
      header: "Values",
      mono: true,
      isExtra: !rows.some((column) => column.enumValues),
      cell: (column) => <Cut text={column.enumValues?.join(", ") ?? null} narrow />,
    },
    {
      id: "collation",
      header: "Collation",
      mono: true,
      isExtra: true,
      cell: (column) => <Cut text={column.collation} narrow />,
    },
    {
      id: "length",
      sortable: true,
      header: "Length",
      align: "right",
      width: "6rem",
      isExtra: true,
      cell: (column) => (column.maxLength === null ? <NotSet /> : <NumberValue value={column.maxLength} />),
    },
    {
      id: "kind",
      header: "Read as",
      sortable: true,
      isExtra: true,
      cell: (column) => column.valueKind.replaceAll("-", " "),
    },
    { id: "comment", header: "Comment", fills: true, cell: (column) => <Cut text={column.comment} /> },
  ];
}

function Cut({ text, narrow = false }: { text: string | null; narrow?: boolean }) {
  if (text === null || text === "") return <NotSet />;
  return (
    <span className={cx("block truncate text-ink-muted", narrow && "max-w-40")} title={text}>
      {text}
    </span>
  );
}

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

function Marks({ column }: { column: ListedColumn }) {
  const words = [
    column.isUnique && !column.isPrimaryKey && "unique",
    column.isIdentity && "identity",
    column.isGenerated && "generated",
    column.isRowVersion && "row version",
  ].filter((word): word is string => word !== false);
  if (words.length === 0 && column.references.length === 0 && !column.vanishedAt) return <NotSet />;
  return (
    <span className="flex items-center gap-1">
      {words.map((word) => (
        <Badge key={word}>{word}</Badge>
      ))}
      {column.references.map(({ table, column: parent, href }) => (
        <span key={`${table}.${parent}`} className="font-mono text-xs" title="Foreign key to this table">
          → {href === null ? table : <TextLink href={href}>{table}</TextLink>}
          {parent && <span className="text-ink-muted">.{parent}</span>}
        </span>
      ))}
      {column.vanishedAt && <Badge tone="attention">gone</Badge>}
    </span>
  );
}
