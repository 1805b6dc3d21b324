import { DataTable } from "@/components/data-table/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { Section } from "@/components/ui/section";
import { TabLinks } from "@/components/ui/tab-links";
import type { ListDetails } from "@/lib/features/sharepoint/types";
import { exportHref } from "@/lib/format/export-href";
import { type SearchParams, sortParam } from "@/lib/format/table-state";
import { narrowed, readWholeListState } from "@/lib/format/whole-list";
import { type ColumnGroup, columnGroups, columnsOfGroup, listColumnsAsList } from "./list-column-table";

/** A list's columns, one group at a time; the address says which. */
export function ListColumns({ list, params }: { list: ListDetails; params: SearchParams }) {
  const group = columnGroups.find((each) => each.id === params.columns)?.id ?? "writable";
  const state = readWholeListState(params, listColumnsAsList);
  const path = `/sharepoint/lists/${list.id}`;
  const href = (id: ColumnGroup) => (id === "writable" ? path : `${path}?columns=${id}`);
  const counted = columnGroups.map((each) => ({ ...each, rows: list.columns.filter(each.holds) }));
  const shown = counted.filter((each) => each.id === "writable" || each.id === group || each.rows.length > 0);
  const current = counted.find((each) => each.id === group);
  const all = current?.rows ?? [];
  const rows = narrowed(all, state, listColumnsAsList);
  return (
    <Section title="Columns">
      <div className="border-line border-b">
        <TabLinks
          label="Groups of columns"
          current={href(group)}
          tabs={shown.map((each) => ({ label: each.label, href: href(each.id), count: each.rows.length }))}
        />
      </div>
      <DataTable
        label="Columns"
        columns={columnsOfGroup(group)}
        page={{ rows, nextCursor: null }}
        rowKey={(column) => column.id}
        path={path}
        params={params}
        state={state}
        search={all.length > 0 ? "Find a column" : undefined}
        csvHref={
          all.length > 0
            ? exportHref("list-columns", { listId: list.id, group, q: state.q, sort: sortParam(state.sort) })
            : undefined
        }
        empty={
          <EmptyState title={list.columns.length === 0 ? "The columns were not read yet" : "No such columns"}>
            {list.columns.length === 0 ? "They are read when the site is discovered." : null}
          </EmptyState>
        }
      />
    </Section>
  );
}
