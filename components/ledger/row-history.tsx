import type { Column } from "@/components/data-table/columns";
import { Changes } from "@/components/runs/changed-fields";
import { OperationStateBadge } from "@/components/runs/operation-state";
import { Card } from "@/components/ui/card";
import { Code } from "@/components/ui/code";
import { ExactTime } from "@/components/ui/exact-time";
import { KeyValues } from "@/components/ui/key-values";
import { RelativeTime } from "@/components/ui/relative-time";
import { TextLink } from "@/components/ui/text-link";
import type { PassportRejection, PendingOperation, RowOperation } from "@/lib/features/ledger/types";
import { operationKindLabels, operationStateLabels } from "@/lib/features/runs/labels";

/** Columns of a row's history: each run that touched it. */
export const historyColumns: readonly Column<RowOperation>[] = [
  {
    id: "run",
    header: "Run",
    cell: (operation) => (
      <TextLink href={`/runs/${operation.runId}`}>
        <ExactTime at={operation.runStartedAt} />
      </TextLink>
    ),
    width: "13rem",
  },
  { id: "kind", header: "What", cell: (operation) => operationKindLabels[operation.kind], width: "7rem" },
  { id: "state", header: "State", cell: (operation) => <OperationStateBadge state={operation.state} />, width: "8rem" },
  {
    id: "changes",
    header: "Before and after",
    cell: (operation) => operation.errorMessage ?? <Changes changes={operation.changes} />,
  },
];

/** The operation on this row that has no outcome yet. */
export function PendingCard({ pending }: { pending: PendingOperation }) {
  return (
    <Card title="Under way">
      <KeyValues
        entries={[
          {
            label: operationKindLabels[pending.kind],
            value: (
              <>
                {operationStateLabels[pending.state]} in <TextLink href={`/runs/${pending.runId}`}>its run</TextLink>
              </>
            ),
          },
          { label: "Changes", value: <Changes changes={pending.changes} /> },
          pending.notBefore !== null && { label: "Sent again", value: <ExactTime at={pending.notBefore} /> },
        ]}
      />
    </Card>
  );
}

/** Refusals of this row, open and past. */
export function RowRejections({ rejections }: { rejections: readonly PassportRejection[] }) {
  return (
    <Card title="Refused" padding="none">
      <ul className="flex flex-col">
        {rejections.map((rejection) => (
          <li key={rejection.id} className="flex flex-col gap-1 border-line-faint border-b px-4 py-2.5 last:border-b-0">
            <p className="text-ink">
              {rejection.title} {rejection.field && <Code>{rejection.field}</Code>}
            </p>
            <p className="break-words text-ink-muted text-sm">{rejection.message}</p>
            {rejection.resolvedAt === null && <p className="text-ink text-sm">{rejection.remedy}</p>}
            <p className="text-ink-muted text-sm">
              since <RelativeTime at={rejection.firstSeenAt} />, tried {rejection.attempts}{" "}
              {rejection.attempts === 1 ? "time" : "times"};{" "}
              {rejection.resolvedAt === null ? (
                <>
                  tried again{" "}
                  {rejection.nextRetryAt === null ? "by the next run" : <RelativeTime at={rejection.nextRetryAt} />}
                </>
              ) : (
                <>
                  settled <RelativeTime at={rejection.resolvedAt} />
                </>
              )}
            </p>
          </li>
        ))}
      </ul>
    </Card>
  );
}
