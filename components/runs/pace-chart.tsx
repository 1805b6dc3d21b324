import type { TimelineWait } from "@/lib/features/runs/types";
import { formatDuration } from "@/lib/format/duration";

/** The pace between two moments of milliseconds since 1970. */
export interface PaceStep {
  readonly from: number;
  readonly to: number;
  readonly perMinute: number;
}

interface PaceChartProps {
  /** "Items a minute". */
  label: string;
  steps: readonly PaceStep[];
  waits: readonly TimelineWait[];
  locale: string;
}

const width = 720;
const height = 132;
/** Room for the words above and the line of zero below. */
const top = 22;
const bottom = 8;

/**
 * One pace over time as a thin line of steps, from zero up: each step is what was measured between two moments, no more. Where the run waited the
 * ground is shaded. Decoration: the same figures stand in the table beside it.
 */
export function PaceChart({ label, steps, waits, locale }: PaceChartProps) {
  const [first] = steps;
  const last = steps.at(-1);
  if (!first || !last) return null;
  const most = Math.max(...steps.map((step) => step.perMinute));
  const x = (at: number) => ((at - first.from) / (last.to - first.from)) * width;
  const y = (perMinute: number) => height - bottom - (perMinute / (most || 1)) * (height - top - bottom);
  const highest = steps.find((step) => step.perMinute === most) ?? first;
  const line = steps.map(({ from, to, perMinute }) => `${x(from)},${y(perMinute)} ${x(to)},${y(perMinute)}`).join(" ");
  const isLate = x(highest.from) > width / 2;
  return (
    <svg viewBox={`0 0 ${width} ${height}`} aria-hidden className="h-auto w-full overflow-visible text-xs">
      {waits.map((wait) => (
        <Waited key={wait.from} wait={wait} x={x} />
      ))}
      <line x1={0} x2={width} y1={y(0)} y2={y(0)} className="stroke-line" strokeWidth={1} />
      <polyline
        points={line}
        fill="none"
        className="stroke-accent"
        strokeWidth={1.5}
        strokeLinejoin="round"
        vectorEffect="non-scaling-stroke"
      />
      <text
        x={isLate ? x(highest.to) : x(highest.from)}
        y={y(most) - 6}
        textAnchor={isLate ? "end" : "start"}
        className="fill-ink"
      >
        {`${most.toLocaleString(locale, { maximumFractionDigits: most < 10 ? 1 : 0 })} ${label}`}
      </text>
    </svg>
  );
}

/** Narrower stretches have no room for words; they stand in the list below the chart. */
const leastForWords = 90;

function Waited({ wait, x }: { wait: TimelineWait; x: (at: number) => number }) {
  const [from, to] = [x(Date.parse(wait.from)), x(Date.parse(wait.to))];
  return (
    <g>
      <rect x={from} y={0} width={Math.max(to - from, 1)} height={height - bottom} className="fill-attention-soft" />
      {to - from >= leastForWords && (
        <text x={from + 6} y={height - bottom - 8} className="fill-attention">
          {waitWords(wait)}
        </text>
      )}
    </g>
  );
}

/** "told to wait 40 s". */
export function waitWords({ from, to, toldMs }: TimelineWait): string {
  return toldMs > 0
    ? `told to wait ${formatDuration(toldMs)}`
    : `interrupted for ${formatDuration(Date.parse(to) - Date.parse(from))}`;
}
