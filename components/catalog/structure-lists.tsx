import type { Column } from "@/components/data-table/columns";
import { Badge } from "@/components/ui/badge";
import { TextLink } from "@/components/ui/text-link";
import { constraintTypeLabels } from "@/lib/features/tables/labels";
import type { ConstraintRow, IndexRow } from "@/lib/features/tables/types";
import { NotSet } from "./not-set";

const definition: Column<{ readonly definition: string | null }> = {
  id: "definition",
  header: "Definition",
  mono: true,
  cell: (row) => (
    <span className="text-ink-muted" title={row.definition ?? undefined}>
      {row.definition ?? <NotSet />}
    </span>
  ),
  copy: (row) => row.definition,
};

/** Columns of the list of a table's constraints; parents of foreign keys are looked up among the database's tables. */
export function constraintColumns(databaseId: string): readonly Column<ConstraintRow>[] {
  return [
    { id: "name", header: "Constraint", mono: true, cell: (row) => row.constraintName },
    { id: "type", header: "Type", width: "8rem", cell: (row) => constraintTypeLabels[row.constraintType] },
    { id: "columns", header: "Columns", mono: true, cell: (row) => row.columns.join(", ") || <NotSet /> },
    {
      id: "references",
      header: "References",
      mono: true,
      cell: (row) =>
        row.referencedTable ? (
          <TextLink href={`/databases/${databaseId}?q=${encodeURIComponent(row.referencedTable)}`}>
            {row.referencedTable}
          </TextLink>
        ) : (
          <NotSet />
        ),
    },
    definition,
  ];
}

/** Columns of the list of a table's indexes. */
export const indexColumns: readonly Column<IndexRow>[] = [
  { id: "name", header: "Index", mono: true, cell: (row) => row.indexName },
  {
    id: "unique",
    header: "Unique",
    width: "6rem",
    cell: (row) => (row.isUnique ? <Badge>unique</Badge> : <NotSet word="no" />),
  },
  { id: "method", header: "Method", mono: true, width: "6rem", cell: (row) => row.indexMethod },
  { id: "columns", header: "Columns", mono: true, cell: (row) => row.columns.join(", ") },
  definition,
];
