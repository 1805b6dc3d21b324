import { CircleCheck } from "lucide-react";
import type { Metadata } from "next";
import { DataTable } from "@/components/data-table/data-table";
import { hasNothing } from "@/components/data-table/has-nothing";
import { PageBody } from "@/components/layout/page-body";
import { PageHeader } from "@/components/layout/page-header";
import { causeColumns, causeHref } from "@/components/rejections/cause-table";
import { EmptyState } from "@/components/ui/empty-state";
import { isAllowed } from "@/lib/context";
import { rejectionPolicies } from "@/lib/features/rejections/policy";
import { listRejectionCauses } from "@/lib/features/rejections/queries";
import { causeFilter, causeSort } from "@/lib/features/rejections/schema";
import { exportHref } from "@/lib/format/export-href";
import { readTableState, type SearchParams, sortFilter } from "@/lib/format/table-state";
import { loadPage } from "@/lib/page";

export const metadata: Metadata = { title: "Rejections" };

export default async function AllRejectionsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const params = await searchParams;
  const state = readTableState(params, {
    sortable: causeSort.options,
    defaultSort: { column: "rows", descending: true },
    filters: {},
  });
  const filter = causeFilter.parse({
    search: state.q || undefined,
    ...sortFilter(state),
    cursor: state.after ?? undefined,
  });
  const { page, mayRetry } = await loadPage(async (context) => ({
    page: await listRejectionCauses(context, filter),
    mayRetry: isAllowed(context.actor, rejectionPolicies.retry),
  }));
  const isEmpty = hasNothing(page, state);
  return (
    <>
      <PageHeader
        title="Rejections"
        description="What keeps rows out of their lists, in all syncs, and how to mend it."
      />
      <PageBody>
        <DataTable
          label="Causes of rejections"
          columns={causeColumns(mayRetry)}
          page={page}
          rowKey={(row) => `${row.definitionId} ${row.code}`}
          rowHref={causeHref}
          path="/rejections"
          params={params}
          state={state}
          csvHref={isEmpty ? undefined : exportHref("rejection-causes", filter)}
          search={isEmpty ? undefined : "Find by sync or cause"}
          choosable={!isEmpty}
          density="comfortable"
          empty={
            <EmptyState icon={<CircleCheck />} title="No row is rejected">
              A row that cannot be synced is kept with its reason, and never stops its neighbours.
            </EmptyState>
          }
        />
      </PageBody>
    </>
  );
}
