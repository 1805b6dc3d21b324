import { ActionButton } from "@/components/forms/action-button";
import { requestDiscoveryAction } from "@/lib/features/sharepoint/actions";
import type { SiteRow } from "@/lib/features/sharepoint/types";

/** Has the site discovered with its hidden lists, from now on, or without. */
export function HiddenListsButton({ site }: { site: SiteRow }) {
  return (
    <ActionButton
      action={requestDiscoveryAction}
      input={{ siteId: site.id, includesHidden: !site.includesHidden }}
      variant="quiet"
      size="sm"
      disabled={site.isDiscovering}
    >
      {site.includesHidden ? "Leave hidden lists out" : "Read hidden lists too"}
    </ActionButton>
  );
}
