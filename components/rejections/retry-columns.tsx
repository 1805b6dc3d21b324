import { RotateCcw } from "lucide-react";
import type { Column } from "@/components/data-table/columns";
import { ActionButton } from "@/components/forms/action-button";
import { RelativeTime } from "@/components/ui/relative-time";
import { retryRejectionsAction } from "@/lib/features/rejections/actions";
import type { RetryInput } from "@/lib/features/rejections/schema";

interface Retry<Row> {
  /** Whether it is not tried by the next run anyway. */
  readonly isWaiting: (row: Row) => boolean;
  readonly input: (row: Row) => RetryInput;
  /** What is said when it was asked for. */
  readonly done: string;
}

/** When what was rejected is tried again, and the button with which it is tried by the next run. */
export const retryColumns = <Row extends { readonly nextRetryAt: Date | null }>(
  mayRetry: boolean,
  { isWaiting, input, done }: Retry<Row>,
): readonly Column<Row>[] => [
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
          cell: (row: Row) =>
            isWaiting(row) && (
              <span className="relative z-1">
                <ActionButton
                  action={retryRejectionsAction}
                  input={input(row)}
                  done={done}
                  icon={<RotateCcw aria-hidden />}
                  size="sm"
                >
                  Retry now
                </ActionButton>
              </span>
            ),
          width: "9rem",
        },
      ]
    : []),
];
