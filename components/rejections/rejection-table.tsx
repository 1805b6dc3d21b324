import type { Column } from "@/components/data-table/columns";
import { ActionButton } from "@/components/forms/action-button";
import { NumberValue } from "@/components/ui/number-value";
import { RelativeTime } from "@/components/ui/relative-time";
import { retryRejectionsAction } from "@/lib/features/rejections/actions";
import type { RejectionRow } from "@/lib/features/rejections/types";

/** Columns of the rows that cannot be synced, each with its cause and cure. */
export const rejectionColumns = (definitionId: string, mayRetry: boolean): readonly Column<RejectionRow>[] => [
  {
    id: "identity",
    header: "Row",
    mono: true,
    sortable: true,
    cell: (row) => row.identity,
    copy: (row) => row.identity,
  },
  {
    id: "field",
    header: "Column",
    mono: true,
    cell: (row) => row.fieldName ?? "–",
    copy: (row) => row.fieldName,
    width: "10rem",
  },
  {
    id: "cause",
    header: "What is wrong",
    fills: true,
    cell: (row) => (
      <span className="flex flex-col whitespace-normal py-1">
        <span className="text-ink">{row.message}</span>
        <span className="text-ink-muted text-sm">{row.title}</span>
      </span>
    ),
    copy: (row) => row.message,
  },
  { id: "code", header: "Code", mono: true, isExtra: true, cell: (row) => row.code, copy: (row) => row.code },
  {
    id: "attempts",
    header: "Tried",
    align: "right",
    cell: (row) => <NumberValue value={row.attempts} />,
    width: "5rem",
  },
  { id: "since", header: "Since", sortable: true, cell: (row) => <RelativeTime at={row.firstSeenAt} />, width: "8rem" },
  {
    id: "seen",
    header: "Last seen",
    sortable: true,
    isExtra: true,
    cell: (row) => <RelativeTime at={row.lastSeenAt} />,
    width: "8rem",
  },
  {
    id: "next",
    header: "Tried again",
    cell: (row) => (row.nextRetryAt === null ? "with every run" : <RelativeTime at={row.nextRetryAt} />),
    width: "9rem",
  },
  ...(mayRetry
    ? [
        {
          id: "retry",
          header: "Retry",
          cell: (row: RejectionRow) =>
            row.isWaiting && (
              <span className="relative z-1">
                <ActionButton
                  action={retryRejectionsAction}
                  input={{ definitionId, rejectionId: row.id }}
                  done="The next run tries it again"
                  size="sm"
                >
                  Retry now
                </ActionButton>
              </span>
            ),
          width: "8rem",
        },
      ]
    : []),
];
