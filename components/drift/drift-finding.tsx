import { ArrowRight } from "lucide-react";
import { RelativeTime } from "@/components/ui/relative-time";
import { type State, StateBadge } from "@/components/ui/state-badge";
import { TextLink } from "@/components/ui/text-link";
import { driftKindLabels, driftSeverityLabels, driftStatusLabels, driftTouchLabels } from "@/lib/features/drift/labels";
import type { DriftFindingRow, DriftSeverity, DriftTouch } from "@/lib/features/drift/types";
import { changeWords } from "./change-words";
import { DriftActions } from "./drift-actions";

const faces: Readonly<Record<DriftSeverity, State>> = {
  breaking: "failed",
  warning: "attention",
  information: "unknown",
};

/** What a finding tells besides what was found, each of which can be left out. */
export const driftParts = [
  { id: "finding", header: "Finding" },
  { id: "change", header: "Before and after" },
  { id: "touches", header: "Touches" },
  { id: "found", header: "Found" },
] as const;

type DriftPart = (typeof driftParts)[number]["id"];

interface DriftFindingProps {
  finding: DriftFindingRow;
  maySettle: boolean;
  showsTable: boolean;
  parts: ReadonlySet<DriftPart>;
}

/** One difference: how much it matters, what it is, what it touches, what can be done. */
export function DriftFinding({ finding, maySettle, showsTable, parts }: DriftFindingProps) {
  const { severity, kind, columnName, schemaName, tableName, tableId } = finding;
  return (
    <li className="grid gap-x-6 gap-y-2 border-line-faint border-t px-4 py-3 first:border-t-0 md:grid-cols-[8rem_minmax(0,1fr)_auto]">
      <div>
        <StateBadge state={faces[severity]} label={driftSeverityLabels[severity]} />
      </div>
      <div className="flex min-w-0 flex-col gap-1">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <span className="font-medium text-ink">{driftKindLabels[kind]}</span>
          {showsTable && (
            <TextLink href={`/tables/${tableId}/drift`} className="break-all font-mono text-sm">
              {schemaName}.{tableName}
            </TextLink>
          )}
          {columnName && kind !== "COLUMN_RENAMED" && (
            <code className="break-all text-sm">{showsTable ? `.${columnName}` : columnName}</code>
          )}
        </p>
        {parts.has("change") && <Change finding={finding} />}
        {parts.has("touches") && <Touches touches={finding.touches} />}
        {parts.has("found") && (
          <p className="text-ink-faint text-sm">
            Found <RelativeTime at={finding.foundAt} /> by {finding.instanceLabel}
            <Settled finding={finding} />
          </p>
        )}
      </div>
      {maySettle && (
        <div className="flex flex-wrap content-start gap-2 md:justify-end">
          <DriftActions finding={finding} />
        </div>
      )}
    </li>
  );
}

function Change({ finding }: { finding: DriftFindingRow }) {
  const { before, after } = changeWords(finding);
  if (before === null && after === null) return null;
  return (
    <p className="flex flex-wrap items-center gap-x-2 font-mono text-ink-muted text-sm">
      {before !== null && <span className="break-all">{before}</span>}
      {before !== null && after !== null && (
        <ArrowRight aria-label="became" className="size-3.5 shrink-0 text-ink-faint" strokeWidth={1.75} />
      )}
      {after !== null && <span className="break-all text-ink">{after}</span>}
    </p>
  );
}

function Touches({ touches }: { touches: readonly DriftTouch[] }) {
  if (touches.length === 0) return <p className="text-ink-muted text-sm">Touches no sync.</p>;
  const names = new Map(touches.map(({ definitionId, definitionName }) => [definitionId, definitionName]));
  return (
    <p className="flex flex-wrap gap-x-3 text-ink-muted text-sm">
      <span>Touches</span>
      {[...names].map(([id, name]) => (
        <span key={id}>
          <TextLink href={`/syncs/${id}/drift`}>{name}</TextLink> (
          {touches
            .filter(({ definitionId }) => definitionId === id)
            .map(touchWords)
            .join(", ")}
          )
        </span>
      ))}
    </p>
  );
}

function touchWords({ as, listColumn }: DriftTouch): string {
  const word = driftTouchLabels[as].toLowerCase();
  return listColumn === null ? word : `${word} to ${listColumn}`;
}

function Settled({ finding: { kind, status, settledAt, settledBy } }: { finding: DriftFindingRow }) {
  if (status === "OPEN") return null;
  const isRename = kind === "COLUMN_RENAMED";
  const word = isRename ? (status === "IGNORED" ? "Rejected" : "Accepted") : driftStatusLabels[status];
  return (
    <>
      {" · "}
      {word} {settledAt && <RelativeTime at={settledAt} />}
      {settledBy && ` by ${settledBy}`}
    </>
  );
}
