import { ExactTime } from "@/components/ui/exact-time";
import { NumberValue } from "@/components/ui/number-value";
import type { TableMetric } from "@/lib/features/tables/types";
import { MetricDot } from "./metric-dot";

const mostDots = 40;

/**
 * The number of rows over time, zero-based, in one thin line; estimates are empty dots and counts full ones. Times are spaced as they were.
 * Of many measurements only the counts are dots, and of many counts none: the line is the rest.
 */
export function RowCountChart({ metrics }: { metrics: readonly TableMetric[] }) {
  const first = metrics[0];
  const last = metrics.at(-1);
  if (first === undefined || last === undefined) return null;
  const begin = first.capturedAt.getTime();
  const spanMs = last.capturedAt.getTime() - begin;
  const top = Math.max(...metrics.map((metric) => metric.rowCount), 1);
  const points = metrics.map((metric) => ({
    metric,
    // A single measurement stands in the middle.
    x: spanMs === 0 ? 50 : ((metric.capturedAt.getTime() - begin) / spanMs) * 100,
    y: 100 - (metric.rowCount / top) * 100,
  }));
  const counts = points.filter(({ metric }) => !metric.isEstimate);
  const dots = [points, counts].find(({ length }) => length <= mostDots) ?? [];
  return (
    <figure className="flex flex-col gap-2" aria-label="Rows over time">
      <div className="flex gap-3 pt-1">
        <div className="flex flex-col justify-between text-right text-ink-faint text-xs">
          <NumberValue value={top} compact className="-mt-2" />
          <span className="-mb-2">0</span>
        </div>
        <div className="relative h-40 flex-1 border-line border-y">
          <svg
            aria-hidden
            viewBox="0 0 100 100"
            preserveAspectRatio="none"
            className="absolute inset-0 size-full overflow-visible text-accent"
          >
            <polyline
              points={points.map(({ x, y }) => `${x},${y}`).join(" ")}
              fill="none"
              stroke="currentColor"
              strokeWidth="1.5"
              strokeLinejoin="round"
              vectorEffect="non-scaling-stroke"
            />
          </svg>
          {dots.map(({ metric, x, y }) => (
            <MetricDot
              key={metric.capturedAt.getTime()}
              isEstimate={metric.isEstimate}
              className="absolute -translate-x-1/2 -translate-y-1/2"
              style={{ left: `${x}%`, top: `${y}%` }}
            />
          ))}
        </div>
      </div>
      <figcaption className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1 text-ink-faint text-xs">
        <ExactTime at={first.capturedAt} />
        <span className="flex items-center gap-4">
          {dots === points && (
            <span className="inline-flex items-center gap-1.5">
              <MetricDot isEstimate /> estimated by the database
            </span>
          )}
          {dots.length > 0 && (
            <span className="inline-flex items-center gap-1.5">
              <MetricDot isEstimate={false} /> counted
            </span>
          )}
        </span>
        {metrics.length > 1 && <ExactTime at={last.capturedAt} />}
      </figcaption>
    </figure>
  );
}
