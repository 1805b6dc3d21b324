import { Badge } from "@/components/ui/badge";
import { Callout } from "@/components/ui/callout";
import { Card } from "@/components/ui/card";
import { Code } from "@/components/ui/code";
import { RelativeTime } from "@/components/ui/relative-time";
import { TextLink } from "@/components/ui/text-link";
import { instanceRoleLabels } from "@/lib/features/databases/labels";
import type { Source, SourcesView } from "@/lib/features/sources/types";
import { InstanceStateBadge } from "../catalog/instance-state";
import { SourceActions } from "./source-actions";

interface SourceListProps {
  view: SourcesView;
  mayChoose: boolean;
}

/** From which instances a sync reads, in the order in which they are tried. */
export function SourceList({ view, mayChoose }: SourceListProps) {
  const { sources, databaseId, databaseName } = view;
  const read = sources.filter(({ isEnabled }) => isEnabled);
  return (
    <>
      {read.length === 0 && (
        <Callout tone="attention" title="No instance is read" remedy="Choose one to read from.">
          Runs of this sync cannot begin.
        </Callout>
      )}
      {read.length > 0 && !read.some(({ role }) => role === "PRIMARY") && (
        <Callout
          tone="attention"
          title="No primary is read"
          remedy="Read from the primary too, or make the first one the primary of this sync."
        >
          Whether a row is really gone is asked of the primary alone, so that nothing is deleted until then.
        </Callout>
      )}
      <Card
        title="Where runs read"
        description={
          <>
            All instances of <TextLink href={`/databases/${databaseId}/instances`}>{databaseName}</TextLink> hold the
            same rows. A run reads from the first that answers. Whether a row is really gone is asked of the primary.
          </>
        }
        padding="none"
      >
        {sources.length === 0 ? (
          <p className="px-4 py-3 text-ink-muted">The database has no instance yet.</p>
        ) : (
          <ol aria-label="Instances" className="divide-y divide-line-faint">
            {sources.map((source, at) => (
              <SourceItem key={source.instanceId} source={source} place={at + 1} view={view} mayChoose={mayChoose} />
            ))}
          </ol>
        )}
      </Card>
    </>
  );
}

interface SourceItemProps extends SourceListProps {
  source: Source;
  place: number;
}

function SourceItem({ source, place, view, mayChoose }: SourceItemProps) {
  const { instance, isEnabled, role } = source;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
      <div className="flex min-w-0 flex-1 basis-80 flex-col gap-1">
        <span className="flex flex-wrap items-center gap-2">
          {isEnabled && (
            <span className="figures grid size-5 place-items-center rounded-full border border-line-control text-xs">
              <span className="sr-only">Place </span>
              {place}
            </span>
          )}
          <span className="min-w-0 break-words font-medium text-ink">{instance.instanceLabel}</span>
          {isEnabled ? (
            <Badge tone={role === "PRIMARY" ? "accent" : "neutral"}>{instanceRoleLabels[role]}</Badge>
          ) : (
            <Badge>Not read</Badge>
          )}
          <InstanceStateBadge instance={instance} />
        </span>
        <span className="flex flex-wrap gap-x-3 text-ink-muted text-sm">
          <Code>{`${instance.host}:${instance.port}`}</Code>
          <LastRead source={source} />
        </span>
      </div>
      {mayChoose && <SourceActions view={view} source={source} />}
    </li>
  );
}

function LastRead({ source: { lastRead } }: { source: Source }) {
  if (lastRead === null) return <span>never read by this sync</span>;
  return (
    <span>
      last read <RelativeTime at={lastRead.at} />
      {lastRead.runId && (
        <>
          {" "}
          by <TextLink href={`/runs/${lastRead.runId}`}>a run</TextLink>
        </>
      )}
    </span>
  );
}
