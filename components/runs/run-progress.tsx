"use client";

import { Card } from "@/components/ui/card";
import { NumberValue } from "@/components/ui/number-value";
import { ProgressBar } from "@/components/ui/progress-bar";
import { RelativeTime } from "@/components/ui/relative-time";
import { phaseLabels } from "@/lib/features/runs/labels";
import type { LiveRun } from "@/lib/features/runs/types";
import { formatDuration } from "@/lib/format/duration";

/** Where an open run stands, how fast it goes and how long it will take. */
export function RunProgressCard({ live }: { live: LiveRun }) {
  const { run, progress } = live;
  const isReading = run.phase === "DECIDING";
  return (
    <Card title={phaseLabels[run.phase]}>
      <div className="flex flex-col gap-3" aria-live="polite">
        <ProgressBar
          label={phaseLabels[run.phase]}
          value={progress.share}
          max={1}
          tone={run.phase === "WAITING" ? "attention" : "running"}
        />
        <dl className="flex flex-wrap gap-x-8 gap-y-1 text-sm">
          <Fact name="Rate">
            {progress.perSecond === null ? (
              "–"
            ) : (
              <NumberValue
                value={progress.perSecond}
                digits={progress.perSecond < 10 ? 1 : 0}
                unit={isReading ? "rows/s" : "items/s"}
              />
            )}
          </Fact>
          <Fact name="Time left">
            {progress.secondsLeft === null ? "–" : `about ${formatDuration(progress.secondsLeft * 1_000)}`}
          </Fact>
          {run.phase === "WAITING" && run.waitingUntil && (
            <Fact name="Goes on">
              <RelativeTime at={run.waitingUntil} />
            </Fact>
          )}
        </dl>
      </div>
    </Card>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className="flex gap-2">
      <dt className="text-ink-muted">{name}</dt>
      <dd className="figures text-ink">{children}</dd>
    </div>
  );
}
