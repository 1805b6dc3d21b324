import { ArrowLeftRight, Plus } from "lucide-react";
import type { Metadata } from "next";
import { z } from "zod";
import type { EdgeCell } from "@/components/data-table/columns";
import { DataTable } from "@/components/data-table/data-table";
import { hasNothing } from "@/components/data-table/has-nothing";
import { AllRowsBox, RowBox, RowChoice } from "@/components/data-table/row-choice";
import { PageBody } from "@/components/layout/page-body";
import { PageHeader } from "@/components/layout/page-header";
import { PulseWatch } from "@/components/overview/pulse-watch";
import { ChosenDefinitions } from "@/components/syncs/chosen-definitions";
import { DefinitionMenu } from "@/components/syncs/definition-menu";
import { definitionColumns, definitionFilters } from "@/components/syncs/definition-table";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { isAllowed } from "@/lib/context";
import { getPulse } from "@/lib/features/overview/queries";
import { syncPolicies } from "@/lib/features/syncs/policy";
import { listDefinitionEnds, listDefinitions } from "@/lib/features/syncs/queries";
import {
  type DefinitionMatch,
  definitionFilter,
  definitionSorts,
  definitionStates,
  mostChosenDefinitions,
  syncModes,
} from "@/lib/features/syncs/schema";
import type { ChoosableDefinition, DefinitionRow } from "@/lib/features/syncs/types";
import { exportHref } from "@/lib/format/export-href";
import { readTableState, type SearchParams, type TableState } from "@/lib/format/table-state";
import { loadPage } from "@/lib/page";

export const metadata: Metadata = { title: "Syncs" };

export default async function SyncsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const params = await searchParams;
  const state = readTableState(params, {
    sortable: definitionSorts,
    filters: { state: definitionStates, mode: syncModes, database: null, site: null },
  });
  const filter = filterOf(state);
  const { cursor: _, limit: __, ...match } = filter;
  const { page, ends, pulse, mayDefine } = await loadPage(async (context) => {
    // First, so that a run which begins while the rest is read is news to the page.
    const beat = await getPulse(context);
    const [found, between] = await Promise.all([listDefinitions(context, filter), listDefinitionEnds(context, filter)]);
    return { page: found, ends: between, pulse: beat, mayDefine: isAllowed(context.actor, syncPolicies.define) };
  });
  const isEmpty = hasNothing(page, state);
  const create = (
    <LinkButton href="/syncs/new" variant="primary" icon={<Plus aria-hidden />}>
      New sync
    </LinkButton>
  );
  const table = (
    <DataTable
      label="Syncs"
      columns={definitionColumns}
      page={page}
      rowKey={(row) => row.id}
      rowHref={(row) => `/syncs/${row.id}`}
      path="/syncs"
      params={params}
      state={state}
      csvHref={isEmpty ? undefined : exportHref("syncs", filter)}
      choosable={!isEmpty}
      search={isEmpty ? undefined : "Find by sync, table or list"}
      filters={isEmpty ? [] : definitionFilters(ends)}
      before={mayDefine ? boxes : undefined}
      after={mayDefine ? menus : undefined}
      empty={
        <EmptyState icon={<ArrowLeftRight />} title="No syncs yet" action={mayDefine && create}>
          Choose a table and a list; columns of the same name are matched for you.
        </EmptyState>
      }
    />
  );
  return (
    <>
      <PageHeader
        title="Syncs"
        description="Each keeps one table and one list the same."
        actions={mayDefine && !isEmpty && create}
      />
      <PageBody>
        {mayDefine ? (
          <RowChoice ids={page.rows.map(({ id }) => id)} narrowing={narrowingOf(match)}>
            {table}
            <ChosenDefinitions
              rows={page.rows.map(choosable)}
              match={match}
              total={page.total}
              most={mostChosenDefinitions}
            />
          </RowChoice>
        ) : (
          table
        )}
      </PageBody>
      <PulseWatch initial={pulse} />
    </>
  );
}

/** What the browser needs of a row beside what its cells show. */
function choosable({ id, name, listName, isEnabled, isUnfinished }: DefinitionRow): ChoosableDefinition {
  return { id, name, listName, isEnabled, isUnfinished };
}

const boxes: EdgeCell<DefinitionRow> = {
  header: <AllRowsBox label="syncs" />,
  cell: ({ id, name }) => <RowBox id={id} name={name} />,
};
const menus: EdgeCell<DefinitionRow> = {
  header: <span className="sr-only">Actions</span>,
  cell: (row) => <DefinitionMenu row={choosable(row)} />,
};

/** What the list is narrowed to, in whatever order. */
const narrowingOf = ({ search, state, mode, databaseId, siteId }: DefinitionMatch) =>
  JSON.stringify([search, state, mode, databaseId, siteId]);

/** An id that is none, as in an address that somebody mended by hand, narrows nothing. */
function filterOf({ q, sort, filters, after }: TableState) {
  const id = (text: string | undefined) => z.uuid().optional().catch(undefined).parse(text);
  return definitionFilter.parse({
    search: q || undefined,
    state: filters.state,
    mode: filters.mode,
    databaseId: id(filters.database),
    siteId: id(filters.site),
    sort: sort.column,
    descending: sort.descending,
    cursor: after ?? undefined,
  });
}
