import { Download } from "lucide-react";
import type { ReactNode } from "react";
import { buttonStyles } from "@/components/ui/button";
import { cx } from "@/components/ui/class-names";
import type { SearchParams, TableState } from "@/lib/format/table-state";
import type { TableFilter } from "./columns";
import { FilterSelect } from "./filter-select";
import { SearchBox } from "./search-box";

interface TableToolbarProps {
  path: string;
  params: SearchParams;
  state?: TableState;
  search?: string;
  filters: readonly TableFilter[];
  lastFilter?: ReactNode;
  csvHref?: string;
  className?: string;
  children?: ReactNode;
}

export function TableToolbar({
  path,
  params,
  state,
  search,
  filters,
  lastFilter,
  csvHref,
  className,
  children,
}: TableToolbarProps) {
  return (
    <div className={cx("flex flex-wrap items-center gap-2 print:hidden", className)}>
      {search && state && <SearchBox label={search} initial={state.q} path={path} params={params} />}
      {filters.map((filter) => (
        <FilterSelect
          key={filter.name}
          filter={filter}
          chosen={state?.filters[filter.name] ?? ""}
          path={path}
          params={params}
        />
      ))}
      {lastFilter}
      <div className="ml-auto flex items-center gap-2">
        {children}
        {csvHref && (
          <a href={csvHref} download className={buttonStyles({ variant: "quiet" })}>
            <Download aria-hidden />
            CSV
          </a>
        )}
      </div>
    </div>
  );
}
