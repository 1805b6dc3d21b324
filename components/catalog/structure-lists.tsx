import { ArrowDown, ArrowUp } from "lucide-react";
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
  fills: true,
  cell: (row) => (
    <span className="text-ink-muted" title={row.definition ?? undefined}>
      {row.definition ?? <NotSet />}
    </span>
  ),
  copy: (row) => row.definition,
};

/** A constraint; of a foreign key with where its parent table is shown. */
export interface ListedConstraint extends ConstraintRow {
  readonly parentHref: string | null;
}

/** Columns of the list of a table's keys and constraints. */
export const constraintColumns: readonly Column<ListedConstraint>[] = [
  {
    id: "name",
    header: "Constraint",
    mono: true,
    cell: (row) => <span title={row.constraintName}>{row.constraintName}</span>,
    copy: (row) => row.constraintName,
  },
  { id: "type", header: "Type", width: "8rem", cell: (row) => constraintTypeLabels[row.constraintType] },
  { id: "columns", header: "Columns", mono: true, cell: (row) => row.columns.join(", ") || <NotSet /> },
  { id: "references", header: "References", mono: true, cell: (row) => <Parent constraint={row} /> },
  definition,
];

function Parent({ constraint: { referencedTable, referencedColumns, parentHref } }: { constraint: ListedConstraint }) {
  if (referencedTable === null) return <NotSet />;
  return (
    <>
      {parentHref ? <TextLink href={parentHref}>{referencedTable}</TextLink> : referencedTable}
      {referencedColumns && <span className="text-ink-muted"> ({referencedColumns.join(", ")})</span>}
    </>
  );
}

/** Columns of the list of a table's indexes. */
export const indexColumns: readonly Column<IndexRow>[] = [
  {
    id: "name",
    header: "Index",
    mono: true,
    cell: (row) => <span title={row.indexName}>{row.indexName}</span>,
    copy: (row) => row.indexName,
  },
  {
    id: "unique",
    header: "Unique",
    width: "6rem",
    cell: (row) => (row.isUnique ? <Badge>unique</Badge> : <NotSet word="no" />),
  },
  { id: "method", header: "Method", mono: true, width: "6rem", cell: (row) => row.indexMethod },
  { id: "columns", header: "Key", cell: (row) => <KeyParts index={row} /> },
  {
    id: "included",
    header: "Carries along",
    mono: true,
    cell: (row) => row.includedColumns.join(", ") || <NotSet />,
  },
  {
    id: "predicate",
    header: "Only where",
    mono: true,
    cell: (row) =>
      row.predicate === null ? <NotSet word="all rows" /> : <span title={row.predicate}>{row.predicate}</span>,
  },
  { ...definition, isExtra: true },
];

/** The parts of an index's key in their order, each with the way it runs. */
function KeyParts({ index }: { index: IndexRow }) {
  return (
    <ol className="flex flex-wrap gap-x-3">
      {index.columns.map((column) => {
        const descends = index.descendingColumns.includes(column);
        const Arrow = descends ? ArrowDown : ArrowUp;
        return (
          <li key={column} className="inline-flex items-center gap-0.5 font-mono text-sm">
            {column}
            <Arrow
              aria-label={descends ? "descending" : "ascending"}
              className="size-3.5 shrink-0 text-ink-faint"
              strokeWidth={1.75}
            />
          </li>
        );
      })}
    </ol>
  );
}
