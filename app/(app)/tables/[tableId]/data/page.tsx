import { Lock } from "lucide-react";
import type { Metadata } from "next";
import { z } from "zod";
import { ProfilePanel } from "@/components/catalog/profile-panel";
import { SamplePanel } from "@/components/catalog/sample-panel";
import { TableHeader } from "@/components/catalog/table-header";
import { PageBody } from "@/components/layout/page-body";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import type { SearchParams } from "@/lib/format/table-state";
import { loadTable } from "../load-table";

export const metadata: Metadata = { title: "Data" };

interface DataPageProps {
  params: Promise<{ tableId: string }>;
  searchParams: Promise<SearchParams>;
}

/** How rows are chosen; anything else in the address means the usual way. */
const choice = z.object({
  from: z.enum(["first", "spread"]).catch("first"),
  rows: z.enum(["20", "50", "200"]).catch("50"),
});

export default async function DataPage({ params, searchParams }: DataPageProps) {
  const { head, table, rights } = await loadTable(params);
  const { from, rows } = choice.parse(await searchParams);
  return (
    <>
      <TableHeader {...head} />
      <PageBody>
        {!rights.readValues && (
          <Card>
            <EmptyState icon={<Lock />} title="Rows are not shown to viewers">
              Values of rows may be personal or confidential. An administrator can show those of this database to
              viewers, or give you the role SyncBridge.Steward; all about the structure stands in the other tabs.
            </EmptyState>
          </Card>
        )}
        {rights.readValues && table.vanishedAt !== null && (
          <Card>
            <EmptyState title="There is nothing to read">
              The last introspection no longer found this table in the database.
            </EmptyState>
          </Card>
        )}
        {rights.readValues && table.vanishedAt === null && (
          <>
            <SamplePanel tableId={table.id} path={`/tables/${table.id}/data`} from={from} rows={rows} />
            <ProfilePanel
              tableId={table.id}
              columns={table.columns
                .filter(({ vanishedAt }) => vanishedAt === null)
                .map(({ id, columnName }) => ({ id, columnName }))}
            />
          </>
        )}
      </PageBody>
    </>
  );
}
