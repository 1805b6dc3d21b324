import { ArrowLeft, ArrowLeftRight, ArrowRight } from "lucide-react";
import { cx } from "./class-names";

export type Direction = "push" | "pull" | "both";

const faces = {
  push: { icon: ArrowRight, word: "Table to list" },
  pull: { icon: ArrowLeft, word: "List to table" },
  both: { icon: ArrowLeftRight, word: "Both ways" },
} as const;

/** → push, ← pull, ↔ both; the source always stands left, the list always right. */
export function DirectionIcon({
  direction,
  withWord = false,
  className,
}: {
  direction: Direction;
  withWord?: boolean;
  className?: string;
}) {
  const { icon: Icon, word } = faces[direction];
  return (
    <span
      className={cx("inline-flex items-center gap-1.5 align-middle text-ink-muted", className)}
      title={withWord ? undefined : word}
    >
      <Icon aria-hidden className="size-4 shrink-0 text-accent" strokeWidth={1.75} />
      <span className={withWord ? "text-sm" : "sr-only"}>{word}</span>
    </span>
  );
}
