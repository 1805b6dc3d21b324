import { ArrowDown, ArrowUp } from "lucide-react";
import type { CSSProperties } from "react";
import { cx } from "@/components/ui/class-names";
import { Link } from "@/components/ui/link";
import { hrefWith, type SearchParams, sortParam, type TableSort } from "@/lib/format/table-state";
import type { Column } from "./columns";

interface HeaderCellProps<Row> {
  column: Column<Row>;
  path: string;
  params: SearchParams;
  sort?: TableSort;
  /** Beside so many others that columns have their own widths on a large screen only; on a laptop's each is as wide as what it holds. */
  isCrowded: boolean;
}

/** A column's name; for sortable columns a link that sorts by it, and once more the other way round. */
export function HeaderCell<Row>({ column, path, params, sort, isCrowded }: HeaderCellProps<Row>) {
  const sorted = sort?.column === column.id ? (sort.descending ? "descending" : "ascending") : undefined;
  const right = column.align === "right";
  return (
    <th
      scope="col"
      aria-sort={sorted}
      style={column.width ? ({ "--width": column.width } as CSSProperties) : undefined}
      className={cx(
        "sticky top-0 z-2 h-9 print:w-auto! whitespace-nowrap border-line border-b bg-sunken px-3 font-medium text-ink-muted text-xs first:pl-4 last:pr-4 max-lg:not-first:pl-2 max-lg:not-last:pr-2",
        right && "text-right",
        column.width && (isCrowded ? "min-[90rem]:w-(--width)" : "w-(--width)"),
        column.fills && "w-full",
        column.isSpare && "max-xl:hidden",
      )}
    >
      {column.sortable && sort ? (
        <Link
          href={hrefWith(path, params, {
            sort: sortParam({ column: column.id, descending: sorted === "ascending" }),
          })}
          scroll={false}
          className={cx(
            "inline-flex items-center gap-1 rounded-xs hover:text-ink",
            right && "flex-row-reverse",
            sorted && "text-ink",
          )}
        >
          {column.header}
          {sorted === "ascending" && <ArrowUp aria-hidden className="size-3" strokeWidth={2} />}
          {sorted === "descending" && <ArrowDown aria-hidden className="size-3" strokeWidth={2} />}
        </Link>
      ) : (
        column.header
      )}
    </th>
  );
}
