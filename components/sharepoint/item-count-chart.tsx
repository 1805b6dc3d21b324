import { Card } from "@/components/ui/card";
import { ExactTime } from "@/components/ui/exact-time";
import { NumberValue } from "@/components/ui/number-value";
import type { ListMetric } from "@/lib/features/sharepoint/types";
import { plural } from "@/lib/format/plural";

const width = 600;
const height = 96;
/** Keeps the line's own width inside the drawing. */
const edge = 2;

const yOf = (count: number, top: number) => edge + (1 - count / top) * (height - 2 * edge);

/** Steps, since a count holds until the next one; from zero, so that heights can be compared. */
function pathOf(metrics: readonly ListMetric[], top: number): string {
  const times = metrics.map((metric) => metric.capturedAt.getTime());
  const first = times[0] ?? 0;
  const span = Math.max(1, (times.at(-1) ?? 0) - first);
  const steps = metrics.map(({ itemCount }, index) => {
    const x = (((times[index] ?? first) - first) / span) * width;
    const y = yOf(itemCount, top);
    return index === 0 ? `M${x} ${y}` : `H${x}V${y}`;
  });
  return steps.join("");
}

/** The course of a list's item count. Nothing until it was counted twice. */
export function ItemCountChart({ metrics }: { metrics: readonly ListMetric[] }) {
  const [first, last] = [metrics[0], metrics.at(-1)];
  if (first === undefined || last === undefined || metrics.length < 2) return null;
  const highest = Math.max(...metrics.map((metric) => metric.itemCount));
  const top = Math.max(1, highest);
  const counted = plural(metrics.length, "count");
  return (
    <Card title="Items over time" description={`${counted}, each by a discovery of the site.`}>
      <div className="grid grid-cols-[auto_minmax(0,1fr)_auto] gap-x-2 text-ink-faint text-xs">
        <div className="flex h-24 flex-col justify-between text-right leading-none" aria-hidden>
          <NumberValue value={top} compact />
          <span className="figures">0</span>
        </div>
        <svg
          viewBox={`0 0 ${width} ${height}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={`${counted}: the first ${first.itemCount}, the last ${last.itemCount}, the highest ${highest}.`}
          className="block h-24 w-full border-line border-b text-accent"
        >
          <path
            d={pathOf(metrics, top)}
            fill="none"
            stroke="currentColor"
            strokeWidth="1.5"
            vectorEffect="non-scaling-stroke"
          />
        </svg>
        <div className="relative h-24" aria-hidden>
          {/* Takes the label's room in the row; the visible one stands at the line's end. */}
          <span className="invisible font-medium">
            <NumberValue value={last.itemCount} />
          </span>
          <span
            className="absolute left-0 -translate-y-1/2 font-medium text-accent-strong"
            style={{ top: `${(yOf(last.itemCount, top) / height) * 100}%` }}
          >
            <NumberValue value={last.itemCount} />
          </span>
        </div>
        <p className="col-start-2 flex justify-between pt-1.5">
          <ExactTime at={first.capturedAt} />
          <ExactTime at={last.capturedAt} />
        </p>
      </div>
    </Card>
  );
}
