import { DataTable } from "@/components/data-table/data-table";
import { PageBody } from "@/components/layout/page-body";
import { ledgerColumns, ledgerStateFilter } from "@/components/ledger/ledger-table";
import { RowQuestionForm } from "@/components/ledger/row-question-form";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { listLedger } from "@/lib/features/ledger/queries";
import { ledgerFilter } from "@/lib/features/ledger/schema";
import { getDefinition } from "@/lib/features/syncs/queries";
import { definitionRef } from "@/lib/features/syncs/schema";
import { readTableState, type SearchParams } from "@/lib/format/table-state";
import { loadPage, readRef } from "@/lib/page";

interface LedgerPageProps {
  params: Promise<{ definitionId: string }>;
  searchParams: Promise<SearchParams>;
}

export default async function LedgerPage({ params, searchParams }: LedgerPageProps) {
  const ref = readRef(definitionRef, await params);
  const query = await searchParams;
  const state = readTableState(query, {
    sortable: [],
    filters: { state: ledgerStateFilter.options.map((option) => option.value) },
  });
  const filter = ledgerFilter.parse({
    ...ref,
    search: state.q || undefined,
    state: state.filters.state,
    cursor: state.after ?? undefined,
  });
  const { page, definition } = await loadPage(async (context) => ({
    page: await listLedger(context, filter),
    definition: await getDefinition(context, ref),
  }));
  return (
    <PageBody>
      <Card
        title="Where is a row, and why is it not in the list?"
        description="Also for rows that were never pushed: asks the table, the ledger and the list."
      >
        <RowQuestionForm
          definitionId={ref.definitionId}
          keyForm={definition.keyColumns.map((column) => `${column}=…`).join("|")}
        />
      </Card>
      <DataTable
        label="Ledger entries"
        columns={ledgerColumns}
        page={page}
        rowKey={(row) => row.id}
        rowHref={(row) => `/syncs/${ref.definitionId}/ledger/row?entry=${row.id}`}
        path={`/syncs/${ref.definitionId}/ledger`}
        params={query}
        state={state}
        search="Search by key or item number"
        filters={[ledgerStateFilter]}
        empty={<EmptyState title="The ledger is empty">The first run enters each row here with its item.</EmptyState>}
      />
    </PageBody>
  );
}
