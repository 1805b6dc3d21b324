import type { Metadata } from "next";
import { TableHeader } from "@/components/catalog/table-header";
import { AcknowledgeAllButton } from "@/components/drift/acknowledge-all-button";
import { driftStateOf } from "@/components/drift/drift-filters";
import { DriftList } from "@/components/drift/drift-list";
import { PageBody } from "@/components/layout/page-body";
import { listDrift } from "@/lib/features/drift/queries";
import { exportHref } from "@/lib/format/export-href";
import type { SearchParams } from "@/lib/format/table-state";
import { loadTable } from "../load-table";

export const metadata: Metadata = { title: "Drift of a table" };

interface TableDriftPageProps {
  params: Promise<{ tableId: string }>;
  searchParams: Promise<SearchParams>;
}

export default async function TableDriftPage({ params, searchParams }: TableDriftPageProps) {
  const search = await searchParams;
  const { state, filter } = driftStateOf(search);
  const { head, table, rights, page } = await loadTable(params, async (context, { id: tableId }) => ({
    page: await listDrift(context, { ...filter, tableId }),
  }));
  return (
    <>
      <TableHeader {...head} />
      <PageBody>
        <DriftList
          page={page}
          path={`/tables/${table.id}/drift`}
          params={search}
          state={state}
          maySettle={rights.settleDrift}
          csvHref={exportHref("drift", { ...filter, tableId: table.id })}
          showsTable={false}
          toolbar={rights.settleDrift && table.openDriftCount > 1 && <AcknowledgeAllButton tableId={table.id} />}
        />
      </PageBody>
    </>
  );
}
