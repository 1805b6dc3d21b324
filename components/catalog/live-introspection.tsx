"use client";

import { Card } from "@/components/ui/card";
import { NumberValue } from "@/components/ui/number-value";
import { ProgressBar } from "@/components/ui/progress-bar";
import { RelativeTime } from "@/components/ui/relative-time";
import { StateBadge } from "@/components/ui/state-badge";
import { type LiveIntrospection, useLiveIntrospection } from "./use-live-introspection";

interface LiveIntrospectionCardProps {
  initial: LiveIntrospection;
  /** Tables known from the last introspection, to show how far this one is; 0 when there was none. */
  knownTables: number;
}

/** An introspection under way: what it does and what it has counted so far. Nothing once it has ended. */
export function LiveIntrospectionCard({ initial, knownTables }: LiveIntrospectionCardProps) {
  const { state, phase, stats, startedAt, instanceLabel, requestedBy } = useLiveIntrospection(initial);
  if (state !== "running") return null;
  const tables = stats.tablesRead ?? 0;
  const isMeasurable = knownTables > 0 && tables > 0 && tables <= knownTables;
  return (
    <Card
      title={
        <span className="flex items-center gap-2">
          Introspection <StateBadge state="running" label={phase ?? "Starting"} />
        </span>
      }
      description={
        <>
          By {instanceLabel}, asked for {requestedBy && `by ${requestedBy} `}
          <RelativeTime at={startedAt} />
        </>
      }
    >
      <div className="flex flex-col gap-3" aria-live="polite">
        <ProgressBar label="Tables read" value={isMeasurable ? tables : null} max={knownTables} />
        <p className="text-ink-muted text-sm">
          <NumberValue value={tables} className="text-ink" />
          {knownTables > 0 && (
            <>
              {" "}
              of about <NumberValue value={knownTables} />
            </>
          )}{" "}
          tables, <NumberValue value={stats.columnsRead ?? 0} className="text-ink" /> columns read
        </p>
      </div>
    </Card>
  );
}
