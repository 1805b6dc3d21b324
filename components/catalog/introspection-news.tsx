import { Callout } from "@/components/ui/callout";
import { RelativeTime } from "@/components/ui/relative-time";
import { describeError } from "@/lib/errors/codes";
import type { DatabaseDetails } from "@/lib/features/databases/types";
import { LiveIntrospectionCard } from "./live-introspection";

/** What one must know of the newest introspection before believing the page: that it runs, or that it failed. */
export function IntrospectionNews({ database }: { database: DatabaseDetails }) {
  const latest = database.latestIntrospection;
  if (latest?.state === "running") {
    return <LiveIntrospectionCard key={latest.id} initial={latest} knownTables={database.tableCount} />;
  }
  if (latest?.state !== "failed") return null;
  const entry = describeError(latest.errorCode ?? "unexpected");
  return (
    <Callout
      tone="failed"
      title={
        <>
          The last introspection failed <RelativeTime at={latest.endedAt} />
        </>
      }
      remedy={entry.remedy}
      referenceId={latest.errorCode === "unexpected" ? latest.id : undefined}
    >
      {latest.errorMessage ?? entry.cause}
    </Callout>
  );
}
