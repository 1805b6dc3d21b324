import type { ReactNode } from "react";
import { cx } from "@/components/ui/class-names";
import { CopyButton } from "@/components/ui/copy-button";
import { EmptyState } from "@/components/ui/empty-state";
import { Link } from "@/components/ui/link";
import { LinkButton } from "@/components/ui/link-button";
import { hrefWith, type SearchParams, type TablePage, type TableState } from "@/lib/format/table-state";
import { chosenColumns } from "./chosen-columns";
import { ColumnChoice } from "./column-choice";
import { type Column, type EdgeCell, mostDrawnRows, type TableFilter } from "./columns";
import { HeaderCell } from "./header-cell";
import { Pager } from "./pager";
import { RowChunks } from "./row-chunks";
import { RowKeys } from "./row-keys";
import { TableToolbar } from "./table-toolbar";

interface DataTableProps<Row> {
  /** What the rows are, in the plural: "Databases". Names the table for those who cannot see it. */
  label: string;
  columns: readonly Column<Row>[];
  page: TablePage<Row>;
  /** A stable key of a row. */
  rowKey: (row: Row) => string;
  /** Where a row leads; its first cell becomes the link and the whole row takes the click. */
  rowHref?: (row: Row) => string;
  /** The page's own path and search parameters, from which all links of the table are made. */
  path: string;
  params?: SearchParams;
  /** From `readTableState`. Without it the table has neither search nor sorting nor pages: a short, whole list. */
  state?: TableState;
  /** Shown in the search box; without it there is none. */
  search?: string;
  filters?: readonly TableFilter[];
  /** Stands behind the filters: one that is no choice of values. */
  lastFilter?: ReactNode;
  /** Lets the viewer choose which columns there are. */
  choosable?: boolean;
  /** Where the same rows can be fetched as CSV. */
  csvHref?: string;
  /** More at the right of the toolbar. */
  toolbar?: ReactNode;
  /** Stands before the first column, such as the box by which a row is chosen. */
  before?: EdgeCell<Row>;
  /** Stands after the last and stays in sight, such as a menu of what can be done with the row. */
  after?: EdgeCell<Row>;
  /** When there are no rows at all (not: none that match). */
  empty?: ReactNode;
  density?: "normal" | "comfortable";
  /** Inside a Card with padding "none": no edge of its own. */
  bare?: boolean;
}

/** The one table: rows paged by the server, everything about it in the address, plain HTML underneath. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const {
    label,
    page,
    path,
    params = {},
    state,
    search,
    filters = [],
    choosable = false,
    csvHref,
    lastFilter,
    toolbar,
    bare = false,
  } = props;
  // What one may not choose are the usual ones.
  const columns = chosenColumns(props.columns, choosable ? params : {});
  const isNarrowed = state !== undefined && (state.q !== "" || Object.keys(state.filters).length > 0);
  const hasToolbar = Boolean(search || filters.length > 0 || choosable || csvHref || lastFilter || toolbar);
  return (
    <div className="flex min-w-0 flex-col gap-3">
      {hasToolbar && (
        <TableToolbar
          path={path}
          params={params}
          state={state}
          search={search}
          filters={filters}
          lastFilter={lastFilter}
          csvHref={csvHref}
          className={bare ? "px-4 pt-3" : undefined}
        >
          {toolbar}
          {choosable && (
            <ColumnChoice
              columns={props.columns.slice(1).map(({ id, header, isExtra = false }) => ({ id, header, isExtra }))}
              chosen={columns.map(({ id }) => id)}
              path={path}
              params={params}
            />
          )}
        </TableToolbar>
      )}
      <div className={cx("min-w-0 overflow-clip", !bare && "rounded-lg border border-line bg-surface shadow-sm")}>
        {page.rows.length === 0 ? (
          (!isNarrowed && props.empty) || (
            <NoMatch label={label} clearHref={isNarrowed ? clearedHref(path, params, state) : null} />
          )
        ) : (
          <Rows {...props} columns={columns} params={params} />
        )}
      </div>
      {state && <Pager path={path} params={params} page={page} state={state} label={label} bare={bare} />}
    </div>
  );
}

/** No higher than what is seen of a page, so that the head of a long table stays; on paper all of it. */
const scrolling = "max-h-[calc(100dvh-10rem)] overflow-auto -outline-offset-2";

function Rows<Row>({
  label,
  columns,
  page,
  rowKey,
  rowHref,
  path,
  params = {},
  state,
  density = "normal",
  before,
  after,
}: DataTableProps<Row>) {
  const isLong = page.rows.length > mostDrawnRows;
  const hasFilling = columns.some(({ fills }) => fills);
  const rows = page.rows.map((row, at) => (
    <tr
      key={rowKey(row)}
      // The head is the first; not all others are in the document.
      aria-rowindex={isLong ? at + 2 : undefined}
      data-row={rowKey(row)}
      className={cx(
        "group relative",
        density === "normal" ? "h-(--row)" : "h-(--row-comfortable)",
        rowHref && "transition-colors focus-within:bg-hover hover:bg-hover",
        before && "has-checked:bg-accent-soft",
      )}
    >
      {before && (
        <td data-edge className="w-10 border-line-faint border-b pl-4 print:hidden">
          {before.cell(row)}
        </td>
      )}
      {columns.map((column, index) => (
        <Cell
          key={column.id}
          column={column}
          row={row}
          href={index === 0 && rowHref ? rowHref(row) : undefined}
          giving={
            index === 0 || column.shrinks
              ? hasFilling
                ? capped
                : cx(shrinking, index === 0 ? named : beside)
              : undefined
          }
        />
      ))}
      {after && (
        <td
          data-edge
          className="sticky right-0 z-2 border-line-faint border-b bg-surface pr-4 pl-1 text-right group-has-checked:bg-accent-soft group-focus-within:bg-hover group-hover:bg-hover print:hidden"
        >
          {after.cell(row)}
        </td>
      )}
    </tr>
  ));
  return (
    // A region one can focus, so that a table wider than the page can be scrolled by keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above.
    <section aria-label={label} tabIndex={0} className={scrolling}>
      {rowHref && <RowKeys />}
      <table
        className="w-full border-separate border-spacing-0 text-left print:table-auto!"
        aria-rowcount={isLong ? page.rows.length + 1 : undefined}
        data-rows
      >
        <thead className="bg-sunken">
          <tr aria-rowindex={isLong ? 1 : undefined}>
            {before && (
              <th scope="col" className={cx(edgeHeader, "pl-4")}>
                {before.header}
              </th>
            )}
            {columns.map((column) => (
              <HeaderCell
                key={column.id}
                column={column}
                path={path}
                params={params}
                sort={state?.sort}
                isCrowded={columns.length > mostCalmColumns}
              />
            ))}
            {after && (
              <th scope="col" className={cx(edgeHeader, "right-0 pr-4")}>
                {after.header}
              </th>
            )}
          </tr>
        </thead>
        {isLong ? (
          <RowChunks rows={rows} columnCount={columns.length + (before ? 1 : 0) + (after ? 1 : 0)} />
        ) : (
          <tbody className="[&>tr:last-child>td]:border-b-0">{rows}</tbody>
        )}
      </table>
    </section>
  );
}

/** With more, widths of their own would leave the names of the first column no room on a laptop's screen. */
const mostCalmColumns = 6;

const edgeHeader = "sticky top-0 z-3 h-9 w-10 border-line border-b bg-sunken print:hidden";

/** On a small screen, where the table scrolls, no wider than some; on a large one as wide as the other columns allow. */
const shrinking = "min-w-0 max-w-44 sm:max-w-56 xl:grid xl:max-w-none";
/** A name that a row is known by keeps more than what stands beside it. */
const named = "xl:grid-cols-[minmax(5rem,max-content)]";
const beside = "xl:grid-cols-[minmax(4rem,max-content)]";
/** Beside a column that fills the rest, which would leave the others no more than they need. */
const capped = "min-w-0 max-w-44 sm:max-w-56 xl:max-w-64";

interface CellProps<Row> {
  column: Column<Row>;
  row: Row;
  href?: string;
  /** How it gives way to other columns; absent where it does not. */
  giving: string | undefined;
}

function Cell<Row>({ column, row, href, giving }: CellProps<Row>) {
  const copy = column.copy?.(row) ?? null;
  const content = column.cell(row);
  // What gives way may be cut off.
  const whole = giving && typeof content === "string" ? content : undefined;
  const text = href ? (
    <Link
      href={href}
      data-row-link
      dir="auto"
      title={whole}
      className="block truncate font-medium text-ink -outline-offset-2 after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-accent focus-visible:after:-outline-offset-2"
    >
      {content}
    </Link>
  ) : (
    <span dir={giving && "auto"} title={whole} className={cx("block min-w-0 truncate", column.fills && "grow")}>
      {content}
    </span>
  );
  return (
    <td
      className={cx(
        "border-line-faint border-b px-3 py-(--row-edge) first:pl-4 last:pr-4 max-lg:not-first:pl-2 max-lg:not-last:pr-2",
        column.fills ? "min-w-48 max-w-0" : "max-w-96",
        column.align === "right" && "figures text-right",
        column.mono && "font-mono text-sm",
        column.isSpare && "max-xl:hidden",
      )}
    >
      <span className={cx("flex min-w-0 items-center gap-1", column.align === "right" && "justify-end")}>
        {giving && !column.fills ? <span className={giving}>{text}</span> : text}
        {copy !== null && (
          // In the room between two columns, or each would be wider by what is seen in one row only; in the last column over the text's end.
          <span className="shrink-0 pointer-fine:relative pointer-fine:-ml-1 pointer-fine:h-6 pointer-fine:w-0">
            <CopyButton
              value={copy}
              label={`Copy ${copy}`}
              className="opacity-0 focus-visible:opacity-100 group-hover:opacity-100 pointer-fine:absolute pointer-fine:left-0 pointer-coarse:opacity-100 [td:last-child_&]:right-0 [td:last-child_&]:left-auto [td:last-child_&]:bg-hover"
            />
          </span>
        )}
      </span>
    </td>
  );
}

function clearedHref(path: string, params: SearchParams, state: TableState): string {
  const names = ["q", ...Object.keys(state.filters)];
  return hrefWith(path, params, Object.fromEntries(names.map((name) => [name, null])));
}

function NoMatch({ label, clearHref }: { label: string; clearHref: string | null }) {
  if (clearHref === null) return <EmptyState title={`No ${label.toLowerCase()}`} />;
  return (
    <EmptyState
      title={`No ${label.toLowerCase()} match`}
      action={<LinkButton href={clearHref}>Clear search and filters</LinkButton>}
    >
      Nothing here has what you searched for.
    </EmptyState>
  );
}
