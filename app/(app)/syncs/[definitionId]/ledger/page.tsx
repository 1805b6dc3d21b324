import { DataTable } from "@/components/data-table/data-table";
import { PageBody } from "@/components/layout/page-body";
import { DecisionBar } from "@/components/ledger/decision-bar";
import { decisionColumn, heldColumn, ledgerColumns, ledgerStateFilter } from "@/components/ledger/ledger-table";
import { RowQuestionForm } from "@/components/ledger/row-question-form";
import { WaitingCallout } from "@/components/ledger/waiting-callout";
import { Callout } from "@/components/ui/callout";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { isAllowed } from "@/lib/context";
import { ledgerPolicies } from "@/lib/features/ledger/policy";
import { countWaiting, listLedger } from "@/lib/features/ledger/queries";
import { ledgerFilter, ledgerSort, mostDecided } from "@/lib/features/ledger/schema";
import { getDefinition } from "@/lib/features/syncs/queries";
import { definitionRef } from "@/lib/features/syncs/schema";
import { exportHref } from "@/lib/format/export-href";
import { readTableState, type SearchParams, sortFilter } from "@/lib/format/table-state";
import { loadPage, readRef } from "@/lib/page";

interface LedgerPageProps {
  params: Promise<{ definitionId: string }>;
  searchParams: Promise<SearchParams>;
}

export default async function LedgerPage({ params, searchParams }: LedgerPageProps) {
  const ref = readRef(definitionRef, await params);
  const query = await searchParams;
  const state = readTableState(query, {
    sortable: ledgerSort.options,
    filters: { state: ledgerStateFilter.options.map((option) => option.value) },
  });
  const filter = ledgerFilter.parse({
    ...ref,
    search: state.q || undefined,
    state: state.filters.state,
    ...sortFilter(state),
    cursor: state.after ?? undefined,
  });
  const decided = filter.state === "ASKED" || filter.state === "HELD" ? filter.state : null;
  const { page, definition, asked, held, waiting, maySettle } = await loadPage(async (context) => ({
    page: await listLedger(context, filter),
    definition: await getDefinition(context, ref),
    asked: await countWaiting(context, { ...ref, state: "ASKED" }),
    held: await countWaiting(context, { ...ref, state: "HELD" }),
    maySettle: isAllowed(context.actor, ledgerPolicies.settle),
    waiting: decided && (await countWaiting(context, { ...ref, state: decided, search: filter.search })),
  }));
  const columns = ledgerColumns(filter.search !== undefined);
  const path = `/syncs/${ref.definitionId}/ledger`;
  const isEmpty = page.rows.length === 0 && filter.search !== undefined && filter.state === undefined;
  return (
    <PageBody>
      <Card
        className="print:hidden"
        title="Where is a row, and why is it not in the list?"
        description="Also for rows that were never pushed: asks the table, the ledger and the list."
      >
        <RowQuestionForm
          definitionId={ref.definitionId}
          keyForm={definition.keyColumns.map((column) => `${column}=…`).join("|")}
        />
      </Card>
      {decided === null && maySettle && <WaitingCallout path={path} asked={asked} held={held} />}
      <DataTable
        label="Ledger entries"
        columns={
          decided === null
            ? columns
            : [
                ...columns.slice(0, 3),
                ...(decided === "HELD" ? [heldColumn] : []),
                ...(maySettle ? [decisionColumn] : []),
              ]
        }
        page={page}
        rowKey={(row) => row.id}
        rowHref={(row) => `/syncs/${ref.definitionId}/ledger/row?entry=${row.id}`}
        path={path}
        params={query}
        state={state}
        csvHref={exportHref("ledger", filter)}
        search="Find by key or item number"
        filters={[ledgerStateFilter]}
        choosable={decided === null}
        toolbar={
          decided !== null && maySettle && waiting !== null && waiting > 0 ? (
            <DecisionBar
              {...ref}
              state={decided}
              waiting={waiting}
              mostDecided={mostDecided}
              search={filter.search ?? ""}
            />
          ) : undefined
        }
        empty={<EmptyState title="The ledger is empty">The first run enters each row here with its item.</EmptyState>}
      />
      {isEmpty && (
        <Callout
          title="No entry begins so"
          remedy="A row that was never pushed has no entry. Ask for it by its whole key: table, ledger and list are looked at."
          action={
            <LinkButton href={`${path}/row?key=${encodeURIComponent(filter.search ?? "")}`}>
              Why is it not in the list?
            </LinkButton>
          }
        />
      )}
    </PageBody>
  );
}
