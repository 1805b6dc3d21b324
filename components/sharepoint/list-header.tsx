import { ExternalLink, Plus } from "lucide-react";
import { PageHeader } from "@/components/layout/page-header";
import { LinkButton } from "@/components/ui/link-button";
import type { ListDetails, SiteRow } from "@/lib/features/sharepoint/types";
import { ListMarks } from "./list-marks";
import { siteName } from "./site-table";

/** Head of a list's page. A list that is gone or hidden takes no new sync. */
export function ListHeader({ list, site, mayDefine }: { list: ListDetails; site: SiteRow; mayDefine: boolean }) {
  const takesSyncs = mayDefine && list.vanishedAt === null && !list.isHidden;
  return (
    <PageHeader
      title={list.displayName}
      description={list.description}
      breadcrumb={[
        { label: "SharePoint", href: "/sharepoint" },
        { label: site.connectionName, href: `/sharepoint/connections/${list.connectionId}` },
        { label: siteName(site), href: `/sharepoint/sites/${list.siteId}` },
      ]}
      badges={<ListMarks list={list} />}
      actions={
        <>
          {list.webUrl !== null && list.vanishedAt === null && (
            <LinkButton href={list.webUrl} target="_blank" rel="noreferrer" icon={<ExternalLink aria-hidden />}>
              Open list
            </LinkButton>
          )}
          {takesSyncs && (
            <LinkButton href={`/syncs/new?list=${list.id}`} variant="primary" icon={<Plus aria-hidden />}>
              New sync into this list
            </LinkButton>
          )}
        </>
      }
    />
  );
}
