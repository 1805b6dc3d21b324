import { DataTable } from "@/components/data-table/data-table";
import { PageBody } from "@/components/layout/page-body";
import { rejectionColumns } from "@/components/syncs/rejection-table";
import { EmptyState } from "@/components/ui/empty-state";
import { listRejections } from "@/lib/features/rejections/queries";
import { rejectionFilter } from "@/lib/features/rejections/schema";
import { definitionRef } from "@/lib/features/syncs/schema";
import { readTableState, type SearchParams } from "@/lib/format/table-state";
import { loadPage, readRef } from "@/lib/page";

interface RejectionsPageProps {
  params: Promise<{ definitionId: string }>;
  searchParams: Promise<SearchParams>;
}

export default async function RejectionsPage({ params, searchParams }: RejectionsPageProps) {
  const ref = readRef(definitionRef, await params);
  const query = await searchParams;
  const state = readTableState(query, { sortable: [] });
  const filter = rejectionFilter.parse({ ...ref, cursor: state.after ?? undefined });
  const page = await loadPage((context) => listRejections(context, filter));
  return (
    <PageBody>
      <DataTable
        label="Rejected rows"
        columns={rejectionColumns}
        page={page}
        rowKey={(row) => row.id}
        path={`/syncs/${ref.definitionId}/rejections`}
        params={query}
        state={state}
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
