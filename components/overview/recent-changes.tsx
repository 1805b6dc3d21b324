import { ActorName, TargetName } from "@/components/audit/audit-names";
import { actionText } from "@/components/audit/audit-words";
import type { Column } from "@/components/data-table/columns";
import { DataTable } from "@/components/data-table/data-table";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { RelativeTime } from "@/components/ui/relative-time";
import { TextLink } from "@/components/ui/text-link";
import type { AuditEventRow } from "@/lib/features/audit/types";

const columns: readonly Column<AuditEventRow>[] = [
  { id: "what", header: "What", cell: (event) => actionText(event.action) },
  { id: "target", header: "Target", cell: (event) => <TargetName event={event} /> },
  { id: "who", header: "Who", cell: (event) => <ActorName event={event} /> },
  { id: "when", header: "When", width: "8rem", cell: (event) => <RelativeTime at={event.at} /> },
];

/** What was changed last, and by whom. */
export function RecentChanges({ events }: { events: readonly AuditEventRow[] }) {
  return (
    <Card title="Changed lately" padding="none" actions={<TextLink href="/audit">All changes</TextLink>}>
      <DataTable
        bare
        label="Changed lately"
        columns={columns}
        page={{ rows: events, nextCursor: null }}
        rowKey={(event) => event.id}
        rowHref={(event) => `/audit?event=${event.id}&at=${encodeURIComponent(event.at.toISOString())}`}
        path="/"
        empty={
          <EmptyState title="Nothing has been changed yet">
            What people, workers and the command line change appears here.
          </EmptyState>
        }
      />
    </Card>
  );
}
