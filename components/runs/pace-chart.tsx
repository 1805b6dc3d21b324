import type { TimelineWait } from "@/lib/features/runs/types";
import { formatDuration } from "@/lib/format/duration";

/** The pace between two moments of milliseconds since 1970. */
export interface PaceStep {
  readonly from: number;
  readonly to: number;
  readonly perMinute: number;
}

const width = 720;
const height = 120;
/** Room for the line's own thickness. */
const edge = 4;

/**
 * One pace over time as a thin line of steps, from zero up: each step is what was measured between two moments, no more. Where the run waited the
 * ground is shaded. Decoration, without words, which would shrink with it: the same figures stand in the table beside it.
 */
export function PaceChart({ steps, waits }: { steps: readonly PaceStep[]; waits: readonly TimelineWait[] }) {
  const [first] = steps;
  const last = steps.at(-1);
  if (!first || !last) return null;
  const most = highestOf(steps) || 1;
  const x = (at: number) => ((at - first.from) / (last.to - first.from)) * width;
  const y = (perMinute: number) => height - edge - (perMinute / most) * (height - 2 * edge);
  const line = steps.map(({ from, to, perMinute }) => `${x(from)},${y(perMinute)} ${x(to)},${y(perMinute)}`).join(" ");
  return (
    <svg viewBox={`0 0 ${width} ${height}`} aria-hidden className="h-auto w-full overflow-visible">
      {waits.map((wait) => {
        const [from, to] = [x(Date.parse(wait.from)), x(Date.parse(wait.to))];
        return (
          <rect
            key={wait.from}
            x={from}
            y={0}
            width={Math.max(to - from, 1)}
            height={height - edge}
            className="fill-attention-soft"
          />
        );
      })}
      <line x1={0} x2={width} y1={y(0)} y2={y(0)} className="stroke-line" strokeWidth={1} />
      <polyline
        points={line}
        fill="none"
        className="stroke-accent"
        strokeWidth={1.5}
        strokeLinejoin="round"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}

/** The highest pace that was measured. */
export const highestOf = (steps: readonly PaceStep[]): number => Math.max(...steps.map(({ perMinute }) => perMinute));

/** "told to wait 40 s". */
export function waitWords({ from, to, toldMs }: TimelineWait): string {
  return toldMs > 0
    ? `told to wait ${formatDuration(toldMs)}`
    : `interrupted for ${formatDuration(Date.parse(to) - Date.parse(from))}`;
}
