"use client";

import { ActionButton } from "@/components/forms/action-button";
import { Callout } from "@/components/ui/callout";
import { Card } from "@/components/ui/card";
import { Code } from "@/components/ui/code";
import { NumberValue } from "@/components/ui/number-value";
import { TextLink } from "@/components/ui/text-link";
import { approveRunAction } from "@/lib/features/runs/actions";
import { guardLabels } from "@/lib/features/runs/labels";
import type { GuardFindingRow, HaltDetails, RunRow } from "@/lib/features/runs/types";

interface HaltCardProps {
  run: RunRow;
  halt: HaltDetails;
  /** Whether the viewer has the role that this plan needs. */
  mayApprove: boolean;
  /** Where the plan's operations are; null for those who may not see values. */
  operationsHref: string | null;
}

/** Which guards stopped a run, what they found, and who may let the plan through. */
export function HaltCard({ run, halt, mayApprove, operationsHref }: HaltCardProps) {
  const isPlan = run.purpose === "PLAN";
  return (
    <Card
      title={isPlan ? "A guard would stop this plan" : "Stopped by a guard before the first write"}
      description={
        isPlan
          ? "A run that comes to the same plan waits for a person to approve it."
          : "Nothing was written. Look at the plan; approve it if it is right, otherwise mend the source and run again."
      }
      actions={!isPlan && halt.closed === null && <Approve run={run} halt={halt} mayApprove={mayApprove} />}
      padding="none"
    >
      <ul className="flex flex-col">
        {halt.findings.map((finding) => (
          <Finding
            key={`${finding.guard} ${finding.sentence}`}
            finding={finding}
            run={run}
            operationsHref={operationsHref}
          />
        ))}
      </ul>
      {!isPlan && halt.closed !== null && (
        <div className="px-4 py-3">
          <Callout tone="info" title="This plan cannot be approved">
            {halt.closed}
          </Callout>
        </div>
      )}
    </Card>
  );
}

const kindsOf: Readonly<Record<string, readonly string[]>> = {
  emptySource: ["DELETE", "MARK"],
  mostDeletes: ["DELETE", "MARK"],
  mostUpdates: ["UPDATE"],
  mostAlike: ["UPDATE"],
};

function Finding({
  finding,
  run,
  operationsHref,
}: {
  finding: GuardFindingRow;
  run: RunRow;
  operationsHref: string | null;
}) {
  const { guard, found, limit, of, sentence, samples } = finding;
  const planned: Readonly<Record<string, number>> = {
    DELETE: run.plannedDeletes,
    MARK: run.plannedMarks,
    UPDATE: run.plannedUpdates,
  };
  const kind = kindsOf[guard]?.find((each) => (planned[each] ?? 0) > 0);
  return (
    <li className="grid gap-x-6 gap-y-1.5 border-line-faint border-b px-4 py-3 last:border-b-0 md:grid-cols-[minmax(0,1fr)_auto]">
      <div className="flex min-w-0 flex-col gap-1">
        <p className="font-medium text-ink">{guardLabels[guard] ?? guard}</p>
        <p className="text-ink">{sentence}</p>
        {samples.length > 0 && (
          <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-ink-muted text-sm">
            For example
            {samples.slice(0, 5).map((sample) => (
              <TextLink
                key={sample}
                href={`/syncs/${run.definitionId}/ledger/row?key=${encodeURIComponent(sample)}`}
                className="min-w-0"
              >
                <Code>{sample}</Code>
              </TextLink>
            ))}
          </p>
        )}
        {kind && operationsHref && (
          <p className="text-sm">
            <TextLink href={`${operationsHref}?kind=${kind}`}>See these operations</TextLink>
          </p>
        )}
      </div>
      <p className="figures text-ink-muted text-sm md:text-right">
        <NumberValue value={found} /> of <NumberValue value={of} />, limit <NumberValue value={limit} />
      </p>
    </li>
  );
}

function Approve({ run, halt, mayApprove }: Pick<HaltCardProps, "run" | "halt" | "mayApprove">) {
  if (!mayApprove) return <p className="text-ink-muted text-sm">Needs the role {halt.approver}</p>;
  const parts = [
    { count: run.plannedCreates, word: "to create" },
    { count: run.plannedUpdates, word: "to update" },
    { count: run.plannedDeletes, word: "to delete" },
    { count: run.plannedMarks, word: "to mark" },
  ].filter((part) => part.count > 0);
  return (
    <ActionButton
      action={approveRunAction}
      input={{ runId: run.id }}
      done="Approved: the plan is carried out"
      variant="danger"
      confirm={{
        title: "Carry out this plan?",
        body: (
          <>
            Exactly the plan that was made is carried out, once:{" "}
            {parts.map((part) => `${part.count} ${part.word}`).join(", ") || "nothing to write"}. Deleted items go to
            the site's recycle bin, and what they held is kept with the run.
          </>
        ),
        verb: "Approve",
      }}
    >
      Approve
    </ActionButton>
  );
}
