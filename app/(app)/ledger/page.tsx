import { BookOpen } from "lucide-react";
import type { Metadata } from "next";
import { DataTable } from "@/components/data-table/data-table";
import { PageBody } from "@/components/layout/page-body";
import { PageHeader } from "@/components/layout/page-header";
import { foundColumns, foundHref } from "@/components/ledger/found-table";
import { LedgerLinks } from "@/components/ledger/ledger-links";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { ledgerStateLabels } from "@/lib/features/ledger/labels";
import { findEntries, listLedgers } from "@/lib/features/ledger/queries";
import { entrySearch } from "@/lib/features/ledger/schema";
import { readTableState, type SearchParams } from "@/lib/format/table-state";
import { loadPage } from "@/lib/page";

export const metadata: Metadata = { title: "Ledger" };

const states = Object.entries(ledgerStateLabels).map(([value, label]) => ({ value, label }));

export default async function AllLedgersPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const params = await searchParams;
  const state = readTableState(params, {
    sortable: [],
    filters: { sync: null, state: states.map(({ value }) => value) },
  });
  const input = entrySearch.parse({
    search: state.q || undefined,
    definitionId: entrySearch.shape.definitionId.catch(undefined).parse(state.filters.sync),
    state: state.filters.state,
    cursor: state.after ?? undefined,
  });
  const { page, ledgers } = await loadPage(async (context) => {
    const [found, all] = await Promise.all([findEntries(context, input), listLedgers(context, input)]);
    return { page: found, ledgers: all };
  });
  const sync = {
    name: "sync",
    label: "Sync",
    options: ledgers.map(({ definitionId, definitionName }) => ({ value: definitionId, label: definitionName })),
  };
  return (
    <>
      <PageHeader title="Ledger" description="Which row is which item, in all syncs." />
      <PageBody>
        <DataTable
          label="Rows found"
          columns={foundColumns(state.q)}
          page={page}
          rowKey={(row) => row.id}
          rowHref={foundHref}
          path="/ledger"
          params={params}
          state={state}
          search="Find by key or item number"
          filters={state.q ? [sync, { name: "state", label: "State", options: states }] : []}
          choosable={state.q !== ""}
          empty={
            <EmptyState
              icon={<BookOpen />}
              title={ledgers.length === 0 ? "No ledger yet" : "Which row?"}
              action={ledgers.length === 0 ? <LinkButton href="/syncs">Open syncs</LinkButton> : undefined}
            >
              {ledgers.length === 0
                ? "The first run of a sync enters each row with its item."
                : "Type the key of a row, or its beginning, or the number of an item. All syncs are searched."}
            </EmptyState>
          }
        />
        <LedgerLinks asked={state.q} ledgers={ledgers} chosen={input.definitionId} />
      </PageBody>
    </>
  );
}
