import { collectDefaultMetrics, Gauge, Registry } from "prom-client";
import { definitionStates } from "@/lib/features/syncs/schema";
import { version } from "@/lib/version";
import type { Measures } from "./types";

interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  /** Left out where it is not known: a number that was not measured is none. */
  readonly value: number | Date | null;
}

// Made once a process: they count from its start.
const ownProcess = new Registry();
collectDefaultMetrics({ register: ownProcess });

/** What is measured, in Prometheus' text format, and what this web process uses; times in seconds since 1970. */
export async function metricsText(measures: Measures): Promise<string> {
  const registry = new Registry();
  const gauge = (name: string, help: string, samples: readonly Sample[]) => {
    const labelNames = Object.keys(samples[0]?.labels ?? {});
    const made = new Gauge({ name: `syncbridge_${name}`, help, labelNames, registers: [registry] });
    for (const { labels, value } of samples)
      if (value !== null) made.set(labels, value instanceof Date ? value.getTime() / 1_000 : value);
  };
  gauge("build_info", "The version that runs, as a label.", [{ labels: { version }, value: 1 }]);
  gauge("workers_alive", "Workers that were heard of lately.", [{ labels: {}, value: measures.workersAlive }]);
  queueMetrics(measures, gauge);
  syncMetrics(measures, gauge);
  budgetMetrics(measures, gauge);
  return Registry.merge([registry, ownProcess]).metrics();
}

type AddGauge = (name: string, help: string, samples: readonly Sample[]) => void;

function queueMetrics({ queues }: Measures, gauge: AddGauge): void {
  const states = ["waiting", "later", "active"] as const;
  const jobs = queues.flatMap((queue) =>
    states.map((state) => ({ labels: { queue: queue.name, state }, value: queue[state] })),
  );
  gauge("queue_jobs", "Jobs by queue and state; “later” are not due yet.", jobs);
  const byQueue = (value: (queue: Measures["queues"][number]) => number | null) =>
    queues.map((queue) => ({ labels: { queue: queue.name }, value: value(queue) }));
  gauge(
    "queue_oldest_waiting_seconds",
    "How long the oldest job that is due has waited.",
    byQueue((q) => q.oldestSeconds),
  );
  gauge(
    "queue_failed_jobs",
    "Jobs that failed for good in the last 24 hours.",
    byQueue((q) => q.failed),
  );
}

function syncMetrics({ definitions }: Measures, gauge: AddGauge): void {
  type Definition = Measures["definitions"][number];
  const bySync = (value: (definition: Definition) => Sample["value"]) =>
    definitions.map((definition) => ({
      labels: { sync: definition.name, sync_id: definition.id },
      value: value(definition),
    }));
  const states = definitions.flatMap((definition) =>
    definitionStates.map((state) => ({
      labels: { sync: definition.name, sync_id: definition.id, state },
      value: Number(definition.state === state),
    })),
  );
  gauge("sync_state", "1 for the state that a sync is in, 0 for the others.", states);
  gauge(
    "sync_enabled",
    "1 where a sync is enabled.",
    bySync(({ isEnabled }) => Number(isEnabled)),
  );
  gauge(
    "sync_in_sync_timestamp_seconds",
    "Begin of the last reading of which nothing was left open.",
    bySync(({ inSyncSince }) => inSyncSince),
  );
  gauge(
    "sync_rows_behind",
    "Rows that are known to be not written.",
    bySync(({ rowsBehind }) => rowsBehind),
  );
  gauge(
    "sync_lag_seconds",
    "For how long the oldest change that is known to be unsynced has waited.",
    bySync(({ lagMs }) => (lagMs === null ? null : lagMs / 1_000)),
  );
  gauge(
    "sync_open_rejections",
    "Rows that the list did not take.",
    bySync(({ openRejections }) => openRejections),
  );
  gauge(
    "sync_linked_items",
    "Items that a sync owns.",
    bySync(({ linkedItems }) => linkedItems),
  );
  gauge(
    "sync_last_run_timestamp_seconds",
    "Begin of the last run.",
    bySync(({ lastRunAt }) => lastRunAt),
  );
}

function budgetMetrics({ budgets }: Measures, gauge: AddGauge): void {
  const byApplication = (value: (budget: Measures["budgets"][number]) => Sample["value"]) =>
    budgets.map((budget) => ({ labels: { tenant: budget.tenantId, client: budget.clientId }, value: value(budget) }));
  gauge(
    "graph_units_minute_limit",
    "Graph resource units a minute.",
    byApplication(({ minuteLimit }) => minuteLimit),
  );
  gauge(
    "graph_units_day_limit",
    "Graph resource units in 24 hours.",
    byApplication(({ dayLimit }) => dayLimit),
  );
  gauge(
    "graph_units_spent_minute",
    "Graph resource units granted in the present minute.",
    byApplication(({ spentThisMinute }) => spentThisMinute),
  );
  gauge(
    "graph_units_spent_day",
    "Graph resource units spent in the last 24 hours.",
    byApplication(({ spentLastDay }) => spentLastDay),
  );
  gauge(
    "graph_paused_until_timestamp_seconds",
    "Until when Graph told the application to wait; absent while it may send.",
    byApplication(({ pausedUntil }) => pausedUntil),
  );
}
