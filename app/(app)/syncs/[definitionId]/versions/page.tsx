import type { Metadata } from "next";
import { z } from "zod";
import { DataTable } from "@/components/data-table/data-table";
import { PageBody } from "@/components/layout/page-body";
import { VersionCard } from "@/components/mapping/version-card";
import { versionColumns } from "@/components/mapping/version-table";
import { EmptyState } from "@/components/ui/empty-state";
import { isAllowed } from "@/lib/context";
import { differenceOf } from "@/lib/features/mapping/document/difference";
import { mappingPolicies } from "@/lib/features/mapping/policy";
import { getVersion, listVersions } from "@/lib/features/mapping/queries";
import { fitRef } from "@/lib/features/mapping/schema";
import { exportHref } from "@/lib/format/export-href";
import { readTableState, type SearchParams } from "@/lib/format/table-state";
import { loadPage, readRef } from "@/lib/page";

export const metadata: Metadata = { title: "Versions of a mapping" };

interface VersionsPageProps {
  params: Promise<{ definitionId: string }>;
  searchParams: Promise<SearchParams>;
}

const pageSize = 25;
const versionNumber = z.coerce.number().int().min(1).max(2_147_483_647).optional().catch(undefined);

export default async function VersionsPage({ params, searchParams }: VersionsPageProps) {
  const ref = readRef(fitRef, await params);
  const search = await searchParams;
  const state = readTableState(search, { sortable: [], filters: {} });
  const wanted = versionNumber.parse(search.version);
  const { page, chosen, published, mayDefine } = await loadPage(async (context) => {
    const [newest] = (await listVersions(context, { ...ref, limit: 1 })).rows;
    return {
      page: await listVersions(context, { ...ref, cursor: state.after ?? undefined, limit: pageSize }),
      chosen: wanted === undefined ? null : await getVersion(context, { ...ref, version: wanted }),
      published: newest ? await getVersion(context, { ...ref, version: newest.version }) : null,
      mayDefine: isAllowed(context.actor, mappingPolicies.define),
    };
  });
  const path = `/syncs/${ref.definitionId}/versions`;
  return (
    <PageBody>
      {chosen && published && (
        <VersionCard
          definitionId={ref.definitionId}
          version={chosen}
          published={published}
          toPublished={differenceOf(published.document, chosen.document)}
          mayDefine={mayDefine}
        />
      )}
      <DataTable
        label="Versions"
        columns={versionColumns}
        page={page}
        rowKey={({ version }) => String(version)}
        rowHref={({ version }) => `${path}?version=${version}`}
        path={path}
        params={search}
        state={state}
        csvHref={published ? exportHref("versions", ref) : undefined}
        empty={
          <EmptyState title="No version is kept yet">
            Each publishing of the mapping makes a version, which can be gone back to.
          </EmptyState>
        }
      />
    </PageBody>
  );
}
