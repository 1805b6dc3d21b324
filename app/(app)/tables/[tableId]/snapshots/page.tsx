import { Camera } from "lucide-react";
import type { Metadata } from "next";
import { z } from "zod";
import { SnapshotComparison } from "@/components/catalog/snapshot-comparison";
import { SnapshotPicker } from "@/components/catalog/snapshot-picker";
import { TableHeader } from "@/components/catalog/table-header";
import { PageBody } from "@/components/layout/page-body";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { compareSnapshots } from "@/lib/features/tables/queries";
import type { SearchParams } from "@/lib/format/table-state";
import { loadTable } from "../load-table";

export const metadata: Metadata = { title: "Snapshots" };

interface SnapshotsPageProps {
  params: Promise<{ tableId: string }>;
  searchParams: Promise<SearchParams>;
}

/** Which two are compared; anything else in the address means the two newest. */
const pair = z.object({ earlier: z.uuid().optional().catch(undefined), later: z.uuid().optional().catch(undefined) });

export default async function SnapshotsPage({ params, searchParams }: SnapshotsPageProps) {
  const { earlier: earlierId, later: laterId } = pair.parse(await searchParams);
  const { head, table, comparison } = await loadTable(params, async (context, { id: tableId }) => ({
    comparison: await compareSnapshots(context, { tableId, earlierId, laterId }),
  }));
  const { earlier, later } = comparison;
  return (
    <>
      <TableHeader {...head} />
      <PageBody>
        {earlier && later ? (
          <>
            <SnapshotPicker tableId={table.id} snapshots={table.snapshots} earlier={earlier} later={later} />
            <SnapshotComparison tableId={table.id} comparison={comparison} />
          </>
        ) : (
          <Card>
            <EmptyState icon={<Camera />} title={later ? "One snapshot so far" : "No snapshots yet"}>
              {later
                ? "A snapshot is taken each time an introspection finds that the structure differs. With a second one there is something to compare."
                : "The next introspection takes the first one."}
            </EmptyState>
          </Card>
        )}
      </PageBody>
    </>
  );
}
