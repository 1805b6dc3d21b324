import { ArrowRight } from "lucide-react";
import type { Column, TableFilter } from "@/components/data-table/columns";
import { RelativeTime } from "@/components/ui/relative-time";
import type { AuditEventRow } from "@/lib/features/audit/types";
import { auditChanges, valueText } from "./audit-changes";
import { ActorName, TargetName } from "./audit-names";
import { actionText, targetKindLabels } from "./audit-words";

/** Columns of the audit trail. */
export const auditColumns: readonly Column<AuditEventRow>[] = [
  { id: "what", header: "What", width: "16rem", cell: (event) => actionText(event.action) },
  { id: "target", header: "On", cell: (event) => <TargetName event={event} /> },
  { id: "who", header: "Who", cell: (event) => <ActorName event={event} /> },
  { id: "changes", header: "Before and after", cell: (event) => <Changes event={event} /> },
  { id: "when", header: "When", align: "right", width: "8rem", cell: (event) => <RelativeTime at={event.at} /> },
];

const mostShown = 2;

function Changes({ event }: { event: AuditEventRow }) {
  const changed = auditChanges(event.before, event.after).filter((change) => change.isChanged);
  return (
    <span className="flex min-w-0 items-center gap-x-4 text-sm">
      {changed.slice(0, mostShown).map((change) => (
        <span key={change.field} className="inline-flex min-w-0 items-center gap-1">
          <span className="shrink-0 text-ink-muted">{change.field}</span>
          {change.before !== undefined && (
            <>
              <Value text={valueText(change.before)} className="text-ink-muted" />
              <ArrowRight aria-label="became" className="size-3 shrink-0 text-ink-faint" />
            </>
          )}
          <Value text={valueText(change.after)} />
        </span>
      ))}
      {changed.length > mostShown && (
        <span className="shrink-0 text-ink-muted">and {changed.length - mostShown} more</span>
      )}
    </span>
  );
}

function Value({ text, className = "" }: { text: string | null; className?: string }) {
  if (text === null) return <span className="shrink-0 text-ink-faint">empty</span>;
  return <span className={`max-w-40 truncate font-mono ${className}`}>{text}</span>;
}

export const targetKindFilter: TableFilter = {
  name: "kind",
  label: "On",
  options: Object.entries(targetKindLabels).map(([value, label]) => ({ value, label })),
};
