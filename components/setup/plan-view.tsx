"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, useEffect, useRef } from "react";
import { ActionButton } from "@/components/forms/action-button";
import { RunRejectionsCard } from "@/components/rejections/run-rejections";
import { useRunRejections } from "@/components/rejections/use-run-rejections";
import { HaltCard } from "@/components/runs/halt-card";
import { PlanCard } from "@/components/runs/plan-card";
import { RunFunnel } from "@/components/runs/run-funnel";
import { RunProgressCard } from "@/components/runs/run-progress";
import { RunStory, storyBeside } from "@/components/runs/run-story";
import { useLiveRun } from "@/components/runs/use-live-run";
import { Callout } from "@/components/ui/callout";
import { TextLink } from "@/components/ui/text-link";
import { describeError } from "@/lib/errors/codes";
import type { RunRejections } from "@/lib/features/rejections/types";
import { cancelRunAction } from "@/lib/features/runs/actions";
import type { LiveRun, RunRow } from "@/lib/features/runs/types";

interface PlanViewProps {
  initial: LiveRun;
  rejections: RunRejections;
  maySeeValues: boolean;
  /** Something that it was planned by was changed since. */
  isOutdated: boolean;
  /** Some of its operations; shown when it has come to its end. */
  children: ReactNode;
}

/** A dry run while it goes on, and what it came to. */
export function PlanView({ initial, maySeeValues, isOutdated, children, ...props }: PlanViewProps) {
  const router = useRouter();
  const live = useLiveRun(initial);
  const { run, halt, events } = live;
  const rejections = useRunRejections(run, props.rejections);
  const isOpen = run.outcome === null;
  const wasOpen = useRef(initial.run.outcome === null);
  // What the server alone knows of the plan, its operations and the step's standing, comes with the page.
  useEffect(() => {
    if (isOpen || !wasOpen.current) return;
    wasOpen.current = false;
    router.refresh();
  }, [isOpen, router]);
  const operationsHref = maySeeValues ? `/runs/${run.id}/operations` : null;
  return (
    <div className="flex flex-col gap-6">
      {isOutdated && !isOpen && (
        <Callout tone="attention" title="Something was changed since this dry run">
          Make it again, to see what would be written now.
        </Callout>
      )}
      {run.outcome !== "SUCCEEDED" && !isOpen && <Failure run={run} />}
      {halt && <HaltCard run={run} halt={halt} mayApprove={false} operationsHref={operationsHref} />}
      {isOpen && (
        <div className="flex flex-col items-start gap-3 [&>:first-child]:w-full">
          <RunProgressCard live={live} />
          <ActionButton
            action={cancelRunAction}
            input={{ runId: run.id }}
            done="The dry run stops within seconds"
            disabled={run.isCancelRequested}
            variant="quiet"
          >
            {run.isCancelRequested ? "Stopping" : "Stop the dry run"}
          </ActionButton>
        </div>
      )}
      <RunFunnel
        run={run}
        operationsHref={operationsHref}
        rejectedHref={rejections.groups.length > 0 ? "#rejections" : undefined}
      />
      <RunRejectionsCard run={run} rejections={rejections} maySeeValues={maySeeValues} mayRetry={false} />
      {!isOpen && run.outcome === "SUCCEEDED" && (
        <>
          <PlanCard run={run} />
          {children}
          <RunStory events={storyBeside(rejections, events)} />
        </>
      )}
    </div>
  );
}

function Failure({ run }: { run: RunRow }) {
  const { title, remedy } = describeError(run.errorCode ?? "unexpected");
  if (run.outcome === "CANCELLED")
    return <Callout title="The dry run was stopped">Make it again when you like.</Callout>;
  const action = run.errorCode === "match-needed" && (
    <TextLink href={`/syncs/${run.definitionId}/setup/match`}>Compare rows and items</TextLink>
  );
  return (
    <Callout tone="failed" title={title} remedy={remedy} referenceId={run.id} action={action}>
      {run.errorMessage}
    </Callout>
  );
}
