import type { Column } from "@/components/data-table/columns";
import { Badge } from "@/components/ui/badge";
import { ExactTime } from "@/components/ui/exact-time";
import { NumberValue } from "@/components/ui/number-value";
import type { DocumentDifference } from "@/lib/features/mapping/document/difference";
import type { VersionRow } from "@/lib/features/mapping/types";
import { plural } from "@/lib/format/plural";

/** Columns of the list of versions. */
export const versionColumns: readonly Column<VersionRow>[] = [
  {
    id: "version",
    header: "Version",
    width: "9rem",
    cell: ({ version, isPublished }) => (
      <span className="inline-flex items-center gap-2">
        {version}
        {isPublished && <Badge tone="accent">published</Badge>}
      </span>
    ),
  },
  { id: "at", header: "Published", width: "12rem", cell: ({ at }) => <ExactTime at={at} /> },
  { id: "by", header: "By", width: "11rem", cell: ({ by }) => by },
  {
    id: "reason",
    header: "Why",
    cell: ({ reason }) => reason ?? <span className="text-ink-faint">no reason given</span>,
  },
  {
    id: "difference",
    header: "Changed",
    cell: ({ difference }) => <span className="text-ink-muted">{sayCounts(difference)}</span>,
  },
  {
    id: "rows",
    header: "Mappings",
    align: "right",
    width: "6rem",
    cell: ({ rowCount }) => <NumberValue value={rowCount} />,
  },
];

function sayCounts(difference: DocumentDifference | null): string {
  if (!difference) return "the first that was kept";
  const { added, removed, changed, rowFilter, unitRows } = difference;
  const examples = unitRows.added.length + unitRows.removed.length + unitRows.changed.length;
  const parts = [
    added.length > 0 && `${added.length} added`,
    changed.length > 0 && `${changed.length} changed`,
    removed.length > 0 && `${removed.length} removed`,
    rowFilter !== null && "row filter",
    examples > 0 && plural(examples, "example"),
  ].filter((part) => part !== false);
  return parts.length > 0 ? parts.join(", ") : "nothing of the mapping";
}
