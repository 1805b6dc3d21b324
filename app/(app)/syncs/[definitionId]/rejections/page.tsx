import { DataTable } from "@/components/data-table/data-table";
import { PageBody } from "@/components/layout/page-body";
import { RejectionGroups } from "@/components/rejections/rejection-groups";
import { rejectionColumns } from "@/components/rejections/rejection-table";
import { EmptyState } from "@/components/ui/empty-state";
import { isAllowed } from "@/lib/context";
import { rejectionPolicies } from "@/lib/features/rejections/policy";
import { listRejectionGroups, listRejections } from "@/lib/features/rejections/queries";
import { rejectionFilter, rejectionSort } from "@/lib/features/rejections/schema";
import { definitionRef } from "@/lib/features/syncs/schema";
import { exportHref } from "@/lib/format/export-href";
import { readTableState, type SearchParams, sortFilter } from "@/lib/format/table-state";
import { loadPage, readRef } from "@/lib/page";

interface RejectionsPageProps {
  params: Promise<{ definitionId: string }>;
  searchParams: Promise<SearchParams>;
}

export default async function RejectionsPage({ params, searchParams }: RejectionsPageProps) {
  const ref = readRef(definitionRef, await params);
  const query = await searchParams;
  const { groups, mayRetry } = await loadPage(async (context) => ({
    groups: await listRejectionGroups(context, ref),
    mayRetry: isAllowed(context.actor, rejectionPolicies.retry),
  }));
  const code = {
    name: "code",
    label: "Cause",
    options: groups.map((group) => ({ value: group.code, label: group.title.replace(/\.$/, "") })),
  };
  const state = readTableState(query, {
    sortable: rejectionSort.options,
    filters: { code: groups.map((group) => group.code), run: null },
  });
  const run = rejectionFilter.shape.runId.safeParse(state.filters.run).data;
  const filter = rejectionFilter.parse({
    ...ref,
    code: state.filters.code,
    runId: run,
    search: state.q || undefined,
    ...sortFilter(state),
    cursor: state.after ?? undefined,
  });
  const page = await loadPage((context) => listRejections(context, filter));
  return (
    <PageBody>
      {groups.length > 0 && (
        <RejectionGroups
          definitionId={ref.definitionId}
          groups={groups}
          mayRetry={mayRetry}
          chosen={state.filters.code}
        />
      )}
      <DataTable
        label="Rejected rows"
        columns={rejectionColumns(ref.definitionId, mayRetry)}
        page={page}
        rowKey={(row) => row.id}
        rowHref={(row) => `/syncs/${ref.definitionId}/ledger/row?key=${encodeURIComponent(row.identity)}`}
        path={`/syncs/${ref.definitionId}/rejections`}
        params={query}
        state={state}
        csvHref={exportHref("rejections", filter)}
        search={groups.length > 0 ? "Find by key, item or cause" : undefined}
        filters={[
          ...(groups.length > 1 ? [code] : []),
          ...(run
            ? [
                {
                  name: "run",
                  label: "Met last by",
                  usual: "any run",
                  options: [{ value: run, label: `run ${run.slice(0, 8)}` }],
                },
              ]
            : []),
        ]}
        choosable={groups.length > 0}
        density="comfortable"
        empty={
          <EmptyState title="No row is rejected">
            A row that cannot be synced is kept here with its reason, and never stops its neighbours.
          </EmptyState>
        }
      />
    </PageBody>
  );
}
