import { NumberValue } from "@/components/ui/number-value";
import { RelativeTime } from "@/components/ui/relative-time";
import { Stat, StatRow } from "@/components/ui/stat";
import type { SiteRow } from "@/lib/features/sharepoint/types";
import { TimeZoneButton } from "./time-zone-button";

/** How many lists a site has, as of when, and in which time zone it keeps its days. */
export function SiteFacts({ site, mayManage }: { site: SiteRow; mayManage: boolean }) {
  return (
    <StatRow>
      <Stat label="Lists" value={<NumberValue value={site.lastDiscoveredAt === null ? null : site.listCount} />} />
      <Stat label="Last discovered" value={<RelativeTime at={site.lastDiscoveredAt} />} />
      <Stat
        label="Time zone"
        value={site.timeZone?.replaceAll("_", " ") ?? <span className="text-ink-faint">Not set</span>}
        hint={mayManage && <TimeZoneButton siteId={site.id} timeZone={site.timeZone} />}
      />
    </StatRow>
  );
}
