import { Table2 } from "lucide-react";
import { DataTable } from "@/components/data-table/data-table";
import { PageBody } from "@/components/layout/page-body";
import { groupTables, tableChoiceColumns } from "@/components/setup/table-choice";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { listTableChoices } from "@/lib/features/setup/queries";
import { tableChoiceFilter } from "@/lib/features/setup/schema";
import type { ChosenEnds, ListChoice } from "@/lib/features/setup/types";
import { hrefWith, readTableState, type SearchParams } from "@/lib/format/table-state";
import { loadPage } from "@/lib/page";

interface ChooseTableProps {
  /** Chosen already by the page one came from; null for none. */
  list: ListChoice | null;
  there: Pick<ChosenEnds, "databases" | "hasTables">;
  params: SearchParams;
}

/** The first step: the table whose rows are to become items. */
export async function ChooseTable({ list, there, params }: ChooseTableProps) {
  const { databases, hasTables } = there;
  const state = readTableState(params, { sortable: [], filters: { database: databases.map(({ id }) => id) } });
  const filter = tableChoiceFilter.parse({
    search: state.q || undefined,
    databaseId: state.filters.database,
    cursor: state.after ?? undefined,
  });
  const page = await loadPage((context) => listTableChoices(context, filter));
  const end = { list: list?.id ?? null };
  return (
    <PageBody>
      <h2 className="font-semibold text-ink text-lg">
        {list === null ? "Choose the table" : `Choose the table for the list “${list.displayName}”`}
      </h2>
      <DataTable
        label="Tables"
        columns={tableChoiceColumns}
        page={{ rows: groupTables(page.rows), nextCursor: page.nextCursor }}
        rowKey={(table) => table.id}
        rowHref={(table) => hrefWith("/syncs/new", {}, { table: table.id, ...end })}
        path="/syncs/new"
        params={params}
        state={state}
        search="Find a table or database"
        filters={
          databases.length > 1
            ? [
                {
                  name: "database",
                  label: "Database",
                  options: databases.map(({ id, name }) => ({ value: id, label: name })),
                },
              ]
            : []
        }
        empty={
          !hasTables && (
            <EmptyState
              icon={<Table2 />}
              title="No tables are cataloged yet"
              action={
                <LinkButton href="/applications" variant="primary">
                  Open applications
                </LinkButton>
              }
            >
              Add a database to an application and introspect it; its tables then stand here.
            </EmptyState>
          )
        }
      />
    </PageBody>
  );
}
