import type { Column } from "@/components/data-table/columns";
import { Badge } from "@/components/ui/badge";
import { RelativeTime } from "@/components/ui/relative-time";
import { columnTypeLabel } from "@/lib/features/sharepoint/labels";
import type { ListColumnRow } from "@/lib/features/sharepoint/types";
import { notMeasured } from "@/lib/format/number";
import { plural } from "@/lib/format/plural";
import type { WholeList } from "@/lib/format/whole-list";

/** The parts into which a list's columns fall, in the order of their tabs. */
export const columnGroups = [
  {
    id: "writable",
    label: "Can be written",
    holds: (column: ListColumnRow) => !isGone(column) && !column.isHidden && !column.isReadonly,
  },
  {
    id: "read-only",
    label: "Read-only",
    holds: (column: ListColumnRow) => !isGone(column) && !column.isHidden && column.isReadonly,
  },
  { id: "hidden", label: "Hidden", holds: (column: ListColumnRow) => !isGone(column) && column.isHidden },
  { id: "gone", label: "Gone", holds: (column: ListColumnRow) => isGone(column) },
] as const;

export type ColumnGroup = (typeof columnGroups)[number]["id"];

/** How a list's columns are searched and sorted. */
export const listColumnsAsList: WholeList<ListColumnRow> = {
  text: ({ displayName, columnName, columnType }) => `${displayName ?? ""} ${columnName} ${typeWord(columnType)}`,
  order: {
    display: (row) => row.displayName ?? row.columnName,
    internal: (row) => row.columnName,
    type: (row) => typeWord(row.columnType),
    gone: (row) => row.vanishedAt,
  },
};

function isGone(column: ListColumnRow): boolean {
  return column.vanishedAt !== null;
}

/** Graph's word for types that it does not model is no word for a reader. */
function typeWord(columnType: string): string {
  return columnType === "unknownFutureValue" ? "Not told by Graph" : columnTypeLabel(columnType);
}

const named: readonly Column<ListColumnRow>[] = [
  { id: "display", header: "Column", sortable: true, cell: (row) => row.displayName ?? row.columnName },
  {
    id: "internal",
    sortable: true,
    header: "Internal name",
    mono: true,
    cell: (row) => row.columnName,
    copy: (row) => row.columnName,
  },
  { id: "type", header: "Type", sortable: true, cell: (row) => typeWord(row.columnType) },
];

const limits: Column<ListColumnRow> = { id: "limits", header: "Limits", cell: (row) => <Limits column={row} /> };

const rules: Column<ListColumnRow> = { id: "rules", header: "Rules", cell: (row) => <Rules column={row} /> };

const reason: Column<ListColumnRow> = {
  id: "reason",
  header: "Why it is not written",
  cell: (row) => <span className="whitespace-normal text-ink-muted">{row.readOnlyReason ?? notMeasured}</span>,
};

const gone: Column<ListColumnRow> = {
  id: "gone",
  sortable: true,
  header: "Noticed",
  cell: (row) => <RelativeTime at={row.vanishedAt} />,
  width: "8rem",
};

const byGroup: Record<ColumnGroup, readonly Column<ListColumnRow>[]> = {
  writable: [...named, rules, limits],
  "read-only": [...named, reason],
  hidden: [...named, rules, reason],
  gone: [...named, limits, gone],
};

/** Columns of the table of one group. */
export function columnsOfGroup(group: ColumnGroup): readonly Column<ListColumnRow>[] {
  return byGroup[group];
}

function Limits({ column }: { column: ListColumnRow }) {
  if (column.choices !== null && column.choices.length > 0) {
    const words = column.choices.join(", ");
    return (
      <span title={words}>
        <span className="text-ink-faint">{plural(column.choices.length, "choice")}: </span>
        {words}
      </span>
    );
  }
  if (column.maxLength !== null) return plural(column.maxLength, "character");
  return <span className="text-ink-faint">{notMeasured}</span>;
}

function Rules({ column }: { column: ListColumnRow }) {
  const { isRequired, isUnique, isIndexed } = column;
  if (!isRequired && !isUnique && !isIndexed) return <span className="text-ink-faint">{notMeasured}</span>;
  return (
    <span className="inline-flex gap-1">
      {isRequired && <Badge tone="attention">Required</Badge>}
      {isUnique && <Badge tone="accent">Unique</Badge>}
      {isIndexed && <Badge>Indexed</Badge>}
    </span>
  );
}
