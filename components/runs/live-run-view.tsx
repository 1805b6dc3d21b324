"use client";

import { ActionButton } from "@/components/forms/action-button";
import { PageBody } from "@/components/layout/page-body";
import { PageHeader } from "@/components/layout/page-header";
import { RunRejectionsCard } from "@/components/rejections/run-rejections";
import { useRunRejections } from "@/components/rejections/use-run-rejections";
import { Badge } from "@/components/ui/badge";
import { Callout } from "@/components/ui/callout";
import { Card } from "@/components/ui/card";
import { ExactTime } from "@/components/ui/exact-time";
import { KeyValues } from "@/components/ui/key-values";
import { LinkButton } from "@/components/ui/link-button";
import { NumberValue } from "@/components/ui/number-value";
import { TextLink } from "@/components/ui/text-link";
import { describeError } from "@/lib/errors/codes";
import type { RunRejections } from "@/lib/features/rejections/types";
import { cancelRunAction } from "@/lib/features/runs/actions";
import { purposeLabels, runTitle } from "@/lib/features/runs/labels";
import type { LiveRun, RunRow, RunTimeline } from "@/lib/features/runs/types";
import { formatDuration } from "@/lib/format/duration";
import { HaltCard } from "./halt-card";
import { PlanCard } from "./plan-card";
import { RunFunnel } from "./run-funnel";
import { RunNowButton } from "./run-now-button";
import { RunProgressCard } from "./run-progress";
import { RunStateBadge } from "./run-state";
import { RunStory, storyBeside } from "./run-story";
import { RunTabs } from "./run-tabs";
import { RunTimelineCard } from "./run-timeline";
import { useLiveRun } from "./use-live-run";

interface LiveRunViewProps {
  initial: LiveRun;
  timeline: RunTimeline;
  rejections: RunRejections;
  /** Whether the viewer may see values of rows. */
  maySeeValues: boolean;
  /** Whether the viewer may start and stop runs. */
  maySteer: boolean;
  /** Whether the viewer may let a halted plan through, also one that deletes more than half. */
  mayApprove: boolean;
  mayApproveMassDelete: boolean;
}

/** One run, kept up to date while it goes on. */
export function LiveRunView(props: LiveRunViewProps) {
  const { initial, timeline, maySeeValues, maySteer, mayApprove, mayApproveMassDelete } = props;
  const live = useLiveRun(initial);
  const { run, halt, events } = live;
  const rejections = useRunRejections(run, props.rejections);
  const isPlan = run.purpose === "PLAN";
  const operationsHref = maySeeValues && run.areOperationsKept ? `/runs/${run.id}/operations` : null;
  const isOpen = run.outcome === null;
  return (
    <>
      <PageHeader
        title={runTitle(run)}
        breadcrumb={[{ label: "Runs", href: "/runs" }]}
        badges={
          <>
            <RunStateBadge run={run} />
            {isPlan && <Badge tone="accent">Dry run, nothing is written</Badge>}
          </>
        }
        actions={
          <>
            <LinkButton href={`/syncs/${run.definitionId}`}>Open sync</LinkButton>
            {!isOpen && maySteer && <RunNowButton definitionId={run.definitionId}>{againWord(run)}</RunNowButton>}
            {isOpen && maySteer && (
              <ActionButton
                action={cancelRunAction}
                input={{ runId: run.id }}
                done="The run stops within seconds"
                disabled={run.isCancelRequested}
              >
                {run.isCancelRequested ? "Stopping" : "Cancel run"}
              </ActionButton>
            )}
          </>
        }
        tabs={<RunTabs runId={run.id} maySeeValues={maySeeValues} />}
      />
      <PageBody>
        {run.errorCode && halt === null && <Failure run={run} />}
        {halt && (
          <HaltCard
            run={run}
            halt={halt}
            mayApprove={halt.approver === "Admin" ? mayApproveMassDelete : mayApprove}
            operationsHref={operationsHref}
          />
        )}
        {isOpen && <RunProgressCard live={live} />}
        <RunFunnel
          run={run}
          operationsHref={operationsHref}
          rejectedHref={rejections.groups.length > 0 ? "#rejections" : undefined}
        />
        <RunRejectionsCard run={run} rejections={rejections} maySeeValues={maySeeValues} mayRetry={maySteer} />
        {isPlan && !isOpen && <PlanCard run={run} />}
        <RunTimelineCard runId={run.id} initial={timeline} isOpen={isOpen} />
        <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
          <RunStory events={storyBeside(rejections, events)} />
          <Facts run={run} />
        </div>
      </PageBody>
    </>
  );
}

const againWord = (run: RunRow) =>
  run.purpose === "PLAN" ? "Run it" : run.outcome === "SUCCEEDED" ? "Run now" : "Run again";

function Failure({ run }: { run: RunRow }) {
  const entry = describeError(run.errorCode ?? "");
  return (
    <Callout
      tone={run.outcome === "CANCELLED" ? "info" : "failed"}
      title={entry.title}
      remedy={entry.remedy}
      referenceId={run.id}
    >
      {run.outcome === "CANCELLED" && run.cancelledBy !== null ? `${run.cancelledBy} asked for it.` : run.errorMessage}
    </Callout>
  );
}

const requester = ({ requestedBy, requestedByKind }: RunRow) =>
  requestedByKind === "worker" ? "The schedule" : requestedBy;

function Facts({ run }: { run: RunRow }) {
  const tookMs = run.endedAt ? Date.parse(run.endedAt) - Date.parse(run.startedAt) : null;
  return (
    <Card title="Facts">
      <KeyValues
        entries={[
          { label: "Sync", value: <TextLink href={`/syncs/${run.definitionId}`}>{run.definitionName}</TextLink> },
          { label: run.purpose === "PLAN" ? "Asked by" : "Started by", value: requester(run) },
          run.approvedBy !== null && {
            label: "Approved by",
            value: (
              <>
                {run.approvedBy}, <ExactTime at={run.approvedAt} />
              </>
            ),
          },
          run.cancelledBy !== null && { label: "Cancelled by", value: run.cancelledBy },
          { label: "Started", value: <ExactTime at={run.startedAt} /> },
          run.endedAt !== null && { label: "Ended", value: <ExactTime at={run.endedAt} /> },
          tookMs !== null && { label: "Took", value: formatDuration(tookMs) },
          run.decidedAt !== null && {
            label: "Read",
            value: run.isFullScan ? "Everything" : "What changed by the cursor",
          },
          run.rowsStale > 0 && { label: "Left, as the list is fresher", value: <NumberValue value={run.rowsStale} /> },
          { label: "Purpose", value: purposeLabels[run.purpose] },
          { label: "Graph units", value: <NumberValue value={run.unitsSpent} /> },
          run.throttledMs > 0 && { label: "Told to wait", value: formatDuration(run.throttledMs) },
        ]}
      />
    </Card>
  );
}
