import { Card } from "@/components/ui/card";
import { ExactTime } from "@/components/ui/exact-time";
import { NumberValue } from "@/components/ui/number-value";
import type { ListMetric } from "@/lib/features/sharepoint/types";
import { plural } from "@/lib/format/plural";

const width = 600;
const height = 120;
/** Room for half a line above the highest and below the lowest point. */
const edge = 2;

/** Steps, since a count holds until the next one; from zero, so that heights can be compared. */
function pathOf(metrics: readonly ListMetric[], top: number): string {
  const times = metrics.map((metric) => metric.capturedAt.getTime());
  const first = times[0] ?? 0;
  const span = Math.max(1, (times.at(-1) ?? 0) - first);
  const points = metrics.map((metric, index) => {
    const x = (((times[index] ?? first) - first) / span) * width;
    const y = edge + (1 - metric.itemCount / top) * (height - 2 * edge);
    return index === 0 ? `M${x} ${y}` : `H${x}V${y}`;
  });
  return points.join("");
}

/** The course of a list's item count. Nothing until it was counted twice. */
export function ItemCountChart({ metrics }: { metrics: readonly ListMetric[] }) {
  const [first, last] = [metrics[0], metrics.at(-1)];
  if (first === undefined || last === undefined || metrics.length < 2) return null;
  const highest = Math.max(...metrics.map((metric) => metric.itemCount));
  const top = Math.max(1, highest);
  const story = `${plural(metrics.length, "count")}, the first ${first.itemCount}, the last ${last.itemCount}, the highest ${highest}.`;
  return (
    <Card title="Items over time" description={`As counted by ${plural(metrics.length, "discovery", "discoveries")}.`}>
      <div className="flex gap-2">
        <div className="flex w-16 flex-col justify-between text-right text-ink-faint text-xs" aria-hidden>
          <NumberValue value={top} compact />
          <span className="figures">0</span>
        </div>
        <div className="min-w-0 flex-1">
          <svg
            viewBox={`0 0 ${width} ${height}`}
            preserveAspectRatio="none"
            role="img"
            aria-label={story}
            className="block h-30 w-full border-line border-b text-accent"
          >
            <path
              d={pathOf(metrics, top)}
              fill="none"
              stroke="currentColor"
              strokeWidth="1.5"
              vectorEffect="non-scaling-stroke"
            />
          </svg>
          <p className="flex justify-between pt-1 text-ink-faint text-xs">
            <ExactTime at={first.capturedAt} />
            <ExactTime at={last.capturedAt} />
          </p>
        </div>
      </div>
    </Card>
  );
}
