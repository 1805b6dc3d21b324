import { ExternalLink, ListPlus } from "lucide-react";
import { ActionButton } from "@/components/forms/action-button";
import { PageHeader } from "@/components/layout/page-header";
import { LinkButton } from "@/components/ui/link-button";
import { StateBadge } from "@/components/ui/state-badge";
import { activationStatusLabels } from "@/lib/features/activation/labels";
import { setSiteStatusAction } from "@/lib/features/sharepoint/actions";
import type { SiteRow } from "@/lib/features/sharepoint/types";
import { DiscoverButton } from "./discover-button";
import { siteName } from "./site-table";

interface SiteHeaderProps {
  site: SiteRow;
  mayManage: boolean;
  mayDiscover: boolean;
}

/** Head of a site's page: where it is and what can be done. */
export function SiteHeader({ site, mayManage, mayDiscover }: SiteHeaderProps) {
  const { id: siteId } = site;
  const isActive = site.status === "ACTIVE";
  return (
    <PageHeader
      title={siteName(site)}
      description={<code className="text-sm">{`${site.hostname}${site.sitePath}`}</code>}
      breadcrumb={[
        { label: "SharePoint", href: "/sharepoint" },
        { label: site.connectionName, href: `/sharepoint/connections/${site.connectionId}` },
      ]}
      badges={!isActive && <StateBadge state="paused" label={activationStatusLabels.DISABLED} />}
      actions={
        <>
          {mayManage && <StatusButton site={site} />}
          <LinkButton href={site.webUrl} target="_blank" rel="noreferrer" icon={<ExternalLink aria-hidden />}>
            Open site
          </LinkButton>
          {mayDiscover && (
            <>
              <DiscoverButton
                siteId={siteId}
                isDiscovering={site.isDiscovering}
                isWaiting={site.isDiscovering && site.discoveryWaitingUntil !== null}
                disabled={!isActive}
              />
              {isActive && (
                <LinkButton
                  href={`/sharepoint/sites/${siteId}/provision`}
                  variant="primary"
                  icon={<ListPlus aria-hidden />}
                >
                  New list from a table
                </LinkButton>
              )}
            </>
          )}
        </>
      }
    />
  );
}

function StatusButton({ site }: { site: SiteRow }) {
  const { id: siteId } = site;
  if (site.status === "DISABLED") {
    return (
      <ActionButton action={setSiteStatusAction} input={{ siteId, status: "ACTIVE" as const }} done="Enabled">
        Enable
      </ActionButton>
    );
  }
  return (
    <ActionButton
      action={setSiteStatusAction}
      input={{ siteId, status: "DISABLED" as const }}
      done="Disabled"
      variant="quiet"
      confirm={{
        title: `Disable “${siteName(site)}”?`,
        body: "Its lists are not discovered and its syncs do not run until it is enabled again. Nothing is deleted.",
        verb: "Disable",
      }}
    >
      Disable
    </ActionButton>
  );
}
