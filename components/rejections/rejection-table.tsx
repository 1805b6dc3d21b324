import type { Column } from "@/components/data-table/columns";
import { NumberValue } from "@/components/ui/number-value";
import { RelativeTime } from "@/components/ui/relative-time";
import type { RejectionRow } from "@/lib/features/rejections/types";
import { retryColumns } from "./retry-columns";

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
  ...retryColumns<RejectionRow>(mayRetry, {
    isWaiting: (row) => row.isWaiting,
    input: ({ id }) => ({ definitionId, rejectionId: id }),
    done: "The next run tries it again",
  }),
];
