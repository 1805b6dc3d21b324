import type { CSSProperties } from "react";
import { cx } from "@/components/ui/class-names";

/** A full dot for a count, an empty one for an estimate: told apart without colour. */
export function MetricDot({
  isEstimate,
  className,
  style,
}: {
  isEstimate: boolean;
  className?: string;
  style?: CSSProperties;
}) {
  return (
    <span
      aria-hidden
      className={cx(
        "inline-block size-2 shrink-0 rounded-full border-[1.5px] border-accent",
        isEstimate ? "bg-surface" : "bg-accent",
        className,
      )}
      style={style}
    />
  );
}
