import { Card } from "@/components/ui/card";
import { ExactTime } from "@/components/ui/exact-time";
import { type DocumentDifference, isEmptyDifference } from "@/lib/features/mapping/document/difference";
import type { VersionDetails } from "@/lib/features/mapping/types";
import { DifferenceList } from "./difference-list";
import { RollBackButton } from "./roll-back-button";

interface VersionCardProps {
  definitionId: string;
  version: VersionDetails;
  published: VersionDetails;
  /** What going back to it would change. */
  toPublished: DocumentDifference;
  mayDefine: boolean;
}

/** One version: what it changed, and the way back to it. */
export function VersionCard({ definitionId, version, published, toPublished, mayDefine }: VersionCardProps) {
  const names = { ...published.columnNames, ...version.columnNames };
  const nameOf = (columnId: string) => names[columnId] ?? "a column that is gone";
  const { difference } = version;
  const canRollBack = mayDefine && !version.isPublished && !isEmptyDifference(toPublished);
  return (
    <Card
      title={`Version ${version.version}`}
      description={
        <>
          Published <ExactTime at={version.at} /> by {version.by}
          {version.reason && <>: “{version.reason}”</>}
        </>
      }
      actions={
        canRollBack && (
          <RollBackButton
            definitionId={definitionId}
            version={version.version}
            publishedVersion={published.version}
            difference={toPublished}
            names={names}
          />
        )
      }
    >
      {difference === null ? (
        <p className="text-ink-muted">It is the first version that was kept, with {version.rowCount} mappings.</p>
      ) : isEmptyDifference(difference) ? (
        <p className="text-ink-muted">It changed nothing of the mapping.</p>
      ) : (
        <DifferenceList difference={difference} nameOf={nameOf} />
      )}
    </Card>
  );
}
