import { ArrowRight } from "lucide-react";
import type { Column, TableFilter } from "@/components/data-table/columns";
import { cx } from "@/components/ui/class-names";
import { RelativeTime } from "@/components/ui/relative-time";
import type { AuditEventRow } from "@/lib/features/audit/types";
import { auditChanges, valueText } from "./audit-changes";
import { ActorName, TargetName } from "./audit-names";
import { actionText, targetKindLabels } from "./audit-words";

/** Columns of the audit trail. */
export const auditColumns: readonly Column<AuditEventRow>[] = [
  { id: "what", header: "What", cell: (event) => actionText(event.action) },
  {
    id: "target",
    header: "Target",
    shrinks: true,
    cell: (event) => <TargetName event={event} />,
    copy: (event) => event.targetName ?? event.targetId,
  },
  { id: "when", header: "When", width: "7rem", sortable: true, cell: (event) => <RelativeTime at={event.at} /> },
  { id: "who", header: "Who", cell: (event) => <ActorName event={event} />, copy: (event) => event.actorName },
  { id: "changes", header: "Before and after", fills: true, cell: (event) => <Changes event={event} /> },
  {
    id: "action",
    header: "Action",
    mono: true,
    isExtra: true,
    cell: (event) => event.action,
    copy: (event) => event.action,
  },
  {
    id: "targetId",
    header: "Target's id",
    mono: true,
    isExtra: true,
    cell: (event) => event.targetId,
    copy: (event) => event.targetId,
  },
  {
    id: "request",
    header: "Request",
    mono: true,
    isExtra: true,
    cell: (event) => event.requestId,
    copy: (event) => event.requestId,
  },
];

const mostShown = 3;

function Changes({ event }: { event: AuditEventRow }) {
  const changed = auditChanges(event.before, event.after).filter((change) => change.isChanged);
  return (
    <span className="block truncate text-sm">
      {changed.slice(0, mostShown).map((change, index) => (
        <span key={change.field}>
          {index > 0 && <span className="text-ink-faint"> · </span>}
          <span className="text-ink-muted">{change.field} </span>
          {change.before !== undefined && (
            <>
              <Value text={valueText(change.before)} className="text-ink-muted" />
              <ArrowRight aria-label="became" className="mx-1 inline size-3 text-ink-faint" />
            </>
          )}
          <Value text={valueText(change.after)} />
        </span>
      ))}
      {changed.length > mostShown && <span className="text-ink-muted"> and {changed.length - mostShown} more</span>}
    </span>
  );
}

function Value({ text, className }: { text: string | null; className?: string }) {
  if (text === null) return <span className="text-ink-faint">empty</span>;
  return <span className={cx("font-mono", className)}>{text}</span>;
}

export const targetKindFilter: TableFilter = {
  name: "kind",
  label: "Target",
  options: Object.entries(targetKindLabels).map(([value, label]) => ({ value, label })),
};
