import { cx } from "./class-names";

/** The course of a figure in one thin line, zero-based, beside the figure itself. Nothing under two points. */
export function Sparkline({
  values,
  label,
  className,
}: {
  values: readonly number[];
  label: string;
  className?: string;
}) {
  if (values.length < 2) return null;
  const top = Math.max(...values, 1);
  const points = values.map((value, index) => `${(index / (values.length - 1)) * 96},${23 - (value / top) * 22}`);
  return (
    <svg viewBox="0 0 96 24" role="img" aria-label={label} className={cx("h-6 w-24 text-accent", className)}>
      <polyline
        points={points.join(" ")}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinejoin="round"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}
