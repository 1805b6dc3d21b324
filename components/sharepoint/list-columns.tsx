import { DataTable } from "@/components/data-table/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { Section } from "@/components/ui/section";
import { TabLinks } from "@/components/ui/tab-links";
import type { ListDetails } from "@/lib/features/sharepoint/types";
import { type ColumnGroup, columnGroups, columnsOfGroup } from "./list-column-table";

/** A list's columns, one group at a time; the address says which. */
export function ListColumns({ list, group }: { list: ListDetails; group: ColumnGroup }) {
  const path = `/sharepoint/lists/${list.id}`;
  const href = (id: ColumnGroup) => (id === "writable" ? path : `${path}?columns=${id}`);
  const counted = columnGroups.map((each) => ({ ...each, rows: list.columns.filter(each.holds) }));
  const shown = counted.filter((each) => each.id === "writable" || each.id === group || each.rows.length > 0);
  const current = counted.find((each) => each.id === group);
  const rows = current?.rows ?? [];
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
        empty={
          <EmptyState title={list.columns.length === 0 ? "The columns were not read yet" : "No such columns"}>
            {list.columns.length === 0 ? "They are read when the site is discovered." : null}
          </EmptyState>
        }
      />
    </Section>
  );
}
