import { cx } from "./class-names";

interface ProgressBarProps {
  /** What progresses, for those who cannot see it. */
  label: string;
  /** How much is done; `null` when it cannot be known: the bar then shows that something moves, not how far. */
  value: number | null;
  max: number;
  tone?: "running" | "good" | "attention" | "failed";
  className?: string;
}

const fills = { running: "bg-running", good: "bg-good", attention: "bg-attention", failed: "bg-failed" };

export function ProgressBar({ label, value, max, tone = "running", className }: ProgressBarProps) {
  const share = value === null || max <= 0 ? null : Math.min(1, Math.max(0, value / max));
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={max > 0 ? max : undefined}
      aria-valuenow={share === null ? undefined : (value ?? undefined)}
      className={cx("h-1.5 w-full overflow-hidden rounded-full bg-hover", className)}
    >
      <div
        className={cx(
          "h-full origin-left rounded-full transition-transform",
          fills[tone],
          share === null && "animate-breathe opacity-60",
        )}
        style={{ transform: `scaleX(${share ?? 1})` }}
      />
    </div>
  );
}
