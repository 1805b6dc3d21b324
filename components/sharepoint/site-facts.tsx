import { NumberValue } from "@/components/ui/number-value";
import { RelativeTime } from "@/components/ui/relative-time";
import { Stat, StatRow } from "@/components/ui/stat";
import type { SiteRow } from "@/lib/features/sharepoint/types";
import { HiddenListsButton } from "./hidden-lists-button";
import { TimeZoneButton } from "./time-zone-button";

interface SiteFactsProps {
  site: SiteRow;
  mayManage: boolean;
  mayDiscover: boolean;
}

/** How many lists a site has, as of when, and in which time zone it keeps its days. */
export function SiteFacts({ site, mayManage, mayDiscover }: SiteFactsProps) {
  return (
    <StatRow>
      <Stat
        label="Lists"
        value={<NumberValue value={site.lastDiscoveredAt === null ? null : site.listCount} />}
        hint={mayDiscover && site.status === "ACTIVE" && <HiddenListsButton site={site} />}
      />
      <Stat label="Last discovered" value={<RelativeTime at={site.lastDiscoveredAt} />} />
      <Stat
        label="Time zone"
        value={site.timeZone?.replaceAll("_", " ") ?? <span className="text-ink-faint">Not set</span>}
        hint={mayManage && <TimeZoneButton siteId={site.id} timeZone={site.timeZone} />}
      />
    </StatRow>
  );
}
