import type { ReactNode } from "react";

/** One column of a DataTable. */
export interface Column<Row> {
  /** Stable name; also what stands in `?sort=` when the column can be sorted. */
  readonly id: string;
  readonly header: string;
  /** Figures stand right, everything else left. */
  readonly align?: "left" | "right";
  /** The column can be sorted by; the query must know its id. */
  readonly sortable?: boolean;
  /** A CSS width such as "12rem"; columns without one share what is left. */
  readonly width?: string;
  /** Not shown until asked for, in a table whose columns can be chosen. */
  readonly isExtra?: boolean;
  /** Identifiers, keys, values. */
  readonly mono?: boolean;
  /** Takes what room the others leave, at least a little; what is longer is cut off, or wraps where the cell lets it. */
  readonly fills?: boolean;
  /** Gives way where not all columns have room, as the first column always does. */
  readonly shrinks?: boolean;
  /** Left out where the page is narrower than a laptop's. */
  readonly isSpare?: boolean;
  readonly cell: (row: Row) => ReactNode;
  /** A value to copy; shows a copy button while the pointer or focus is on the cell. */
  readonly copy?: (row: Row) => string | null;
}

/** Of a page with more rows only those near what is seen are in the document. */
export const mostDrawnRows = 100;

/** A cell at either end of each row, beside the columns: it can be neither sorted by nor hidden, and is in no export. */
export interface EdgeCell<Row> {
  /** Names the column for those who cannot see it. */
  readonly header: ReactNode;
  readonly cell: (row: Row) => ReactNode;
}

/** A choice of values for one column, beside the search box. */
export interface TableFilter {
  /** Name in the address. */
  readonly name: string;
  readonly label: string;
  /** What holds while nothing is chosen; "all" unless told. */
  readonly usual?: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
}
