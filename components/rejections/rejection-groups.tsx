import { RotateCcw } from "lucide-react";
import { ActionButton } from "@/components/forms/action-button";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { Code } from "@/components/ui/code";
import { NumberValue } from "@/components/ui/number-value";
import { RelativeTime } from "@/components/ui/relative-time";
import { TextLink } from "@/components/ui/text-link";
import { retryRejectionsAction } from "@/lib/features/rejections/actions";
import type { RejectionGroup } from "@/lib/features/rejections/types";

interface RejectionGroupsProps {
  definitionId: string;
  groups: readonly RejectionGroup[];
  mayRetry: boolean;
  /** The code that the table below is narrowed to. */
  chosen: string | undefined;
}

/** What is wrong with the rejected rows, the most frequent first, each with cause, cure and a sample. */
export function RejectionGroups({ definitionId, groups, mayRetry, chosen }: RejectionGroupsProps) {
  const path = `/syncs/${definitionId}/rejections`;
  return (
    <Card
      title="By cause"
      padding="none"
      actions={
        mayRetry &&
        groups.filter(({ waiting }) => waiting > 0).length > 1 && (
          <ActionButton
            action={retryRejectionsAction}
            input={{ definitionId }}
            done="The next run tries them all again"
            icon={<RotateCcw aria-hidden />}
            size="sm"
          >
            Retry all now
          </ActionButton>
        )
      }
    >
      <ul className="flex flex-col">
        {groups.map((group) => (
          <li
            key={group.code}
            className="grid gap-x-6 gap-y-2 border-line-faint border-b px-4 py-3.5 last:border-b-0 md:grid-cols-[minmax(0,1fr)_auto]"
          >
            <div className="flex min-w-0 flex-col gap-1.5">
              <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
                <span className="font-semibold text-ink">{group.title}</span>
                <Badge>{group.code}</Badge>
                <TextLink href={`${path}?code=${group.code}`} aria-current={chosen === group.code || undefined}>
                  <NumberValue value={group.rows} /> {group.rows === 1 ? "row" : "rows"}
                </TextLink>
              </p>
              <p className="max-w-prose text-ink-muted">{group.cause}</p>
              <p className="max-w-prose text-ink">{group.remedy}</p>
              <p className="break-words text-ink-muted text-sm">
                For example <Code>{group.sampleIdentity}</Code>
                {group.sampleField && (
                  <>
                    {" "}
                    in <Code>{group.sampleField}</Code>
                  </>
                )}
                : {group.sampleMessage}
                {group.sampleField && (
                  <>
                    {" "}
                    <TextLink href={`/syncs/${definitionId}`}>Look at its mapping</TextLink>
                  </>
                )}
              </p>
            </div>
            <div className="flex flex-col items-start gap-1.5 md:items-end">
              {mayRetry && <Retry definitionId={definitionId} group={group} />}
              <p className="text-ink-muted text-sm">
                since <RelativeTime at={group.oldestAt} />
              </p>
            </div>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Retry({ definitionId, group }: { definitionId: string; group: RejectionGroup }) {
  if (group.waiting === 0) return <p className="text-ink-muted text-sm">Judged again by the next run</p>;
  return (
    <>
      <ActionButton
        action={retryRejectionsAction}
        input={{ definitionId, code: group.code }}
        done="The next run tries them again"
        icon={<RotateCcw aria-hidden />}
        size="sm"
      >
        Retry now
      </ActionButton>
      <p className="text-ink-muted text-sm">
        else <RelativeTime at={group.nextRetryAt} />
      </p>
    </>
  );
}
