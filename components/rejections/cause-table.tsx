import type { Column } from "@/components/data-table/columns";
import { NumberValue } from "@/components/ui/number-value";
import { RelativeTime } from "@/components/ui/relative-time";
import { TextLink } from "@/components/ui/text-link";
import type { SyncRejectionCause } from "@/lib/features/rejections/types";
import { retryColumns } from "./retry-columns";

/** The rows of one cause in one sync; the sync for those who may not see its rows. */
export const causeHref = ({ definitionId, code, maySeeRows }: SyncRejectionCause) =>
  maySeeRows ? `/syncs/${definitionId}/rejections?code=${encodeURIComponent(code)}` : `/syncs/${definitionId}`;

/** Columns of what keeps rows out of their lists, with the remedy. */
export const causeColumns = (mayRetry: boolean): readonly Column<SyncRejectionCause>[] => [
  {
    id: "cause",
    header: "What is wrong, and how to mend it",
    fills: true,
    cell: (row) => (
      <span className="flex flex-col whitespace-normal py-1">
        <span className="text-ink">{row.title}</span>
        <span className="text-ink-muted text-sm">{row.remedy}</span>
      </span>
    ),
  },
  {
    id: "sync",
    header: "Sync",
    sortable: true,
    cell: (row) => (
      <TextLink href={`/syncs/${row.definitionId}`} className="relative z-1">
        {row.definitionName}
      </TextLink>
    ),
    width: "12rem",
  },
  {
    id: "rows",
    header: "Rows",
    align: "right",
    sortable: true,
    cell: (row) => <Rows row={row} />,
    width: "6rem",
  },
  {
    id: "code",
    header: "Code",
    mono: true,
    isExtra: true,
    cell: (row) => row.code,
    copy: (row) => row.code,
    width: "12rem",
  },
  { id: "since", header: "Since", sortable: true, cell: (row) => <RelativeTime at={row.oldestAt} />, width: "8rem" },
  ...retryColumns<SyncRejectionCause>(mayRetry, {
    isWaiting: ({ waiting }) => waiting > 0,
    input: ({ definitionId, code }) => ({ definitionId, code }),
    done: "The next run tries them again",
  }),
];

function Rows({ row }: { row: SyncRejectionCause }) {
  if (!row.maySeeRows) return <NumberValue value={row.rows} />;
  return (
    <TextLink href={causeHref(row)} className="relative z-1">
      <NumberValue value={row.rows} />
    </TextLink>
  );
}
