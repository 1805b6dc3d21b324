import { ExactTime } from "@/components/ui/exact-time";
import { NumberValue } from "@/components/ui/number-value";
import type { TableMetric } from "@/lib/features/tables/types";

const mostDots = 30;

/** The number of rows over time, zero-based, in one thin line; few measurements are dots, too. Times are spaced as they were. */
export function RowCountChart({ metrics }: { metrics: readonly TableMetric[] }) {
  const first = metrics[0];
  const last = metrics.at(-1);
  if (first === undefined || last === undefined) return null;
  const begin = first.capturedAt.getTime();
  const spanMs = Math.max(1, last.capturedAt.getTime() - begin);
  const top = Math.max(...metrics.map((metric) => metric.rowCount), 1);
  const points = metrics.map((metric) => ({
    x: ((metric.capturedAt.getTime() - begin) / spanMs) * 100,
    y: 100 - (metric.rowCount / top) * 100,
  }));
  return (
    <figure className="flex flex-col gap-1" aria-label="Rows over time">
      <div className="flex gap-3">
        <div className="flex flex-col justify-between text-right text-ink-faint text-xs">
          <NumberValue value={top} compact />
          <span>0</span>
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
          {(points.length <= mostDots ? points : []).map(({ x, y }) => (
            <span
              key={x}
              aria-hidden
              className="absolute size-1.5 -translate-x-1/2 -translate-y-1/2 rounded-full bg-accent"
              style={{ left: `${x}%`, top: `${y}%` }}
            />
          ))}
        </div>
      </div>
      <figcaption className="flex justify-between text-ink-faint text-xs">
        <ExactTime at={first.capturedAt} />
        {metrics.length > 1 && <ExactTime at={last.capturedAt} />}
      </figcaption>
    </figure>
  );
}
