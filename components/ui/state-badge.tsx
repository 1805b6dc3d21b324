import {
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CirclePause,
  CircleX,
  LoaderCircle,
  type LucideIcon,
  OctagonPause,
  TriangleAlert,
} from "lucide-react";
import { cx } from "./class-names";

/** How a thing is doing. The only place where state gets its colour. */
export type State = "in-sync" | "running" | "attention" | "failed" | "halted" | "conflict" | "paused" | "unknown";

const faces: Record<State, { icon: LucideIcon; word: string; text: string; soft: string }> = {
  "in-sync": { icon: CircleCheck, word: "In sync", text: "text-good", soft: "bg-good-soft" },
  running: { icon: LoaderCircle, word: "Running", text: "text-running", soft: "bg-running-soft" },
  attention: { icon: TriangleAlert, word: "Needs attention", text: "text-attention", soft: "bg-attention-soft" },
  failed: { icon: CircleX, word: "Failed", text: "text-failed", soft: "bg-failed-soft" },
  halted: { icon: OctagonPause, word: "Halted", text: "text-attention", soft: "bg-attention-soft" },
  conflict: { icon: CircleAlert, word: "Conflict", text: "text-conflict", soft: "bg-conflict-soft" },
  paused: { icon: CirclePause, word: "Paused", text: "text-paused", soft: "bg-paused-soft" },
  unknown: { icon: CircleDashed, word: "Unknown", text: "text-paused", soft: "bg-paused-soft" },
};

interface StateBadgeProps {
  state: State;
  /** A more exact word than the state's own: "Succeeded", "Enabled", "Cancelled". */
  label?: string;
  /** `plain` has no ground: for cells and lines of text. */
  look?: "soft" | "plain";
  className?: string;
}

/** State as icon, word and colour together, never by colour alone. */
export function StateBadge({ state, label, look = "soft", className }: StateBadgeProps) {
  const { icon: Icon, word, text, soft } = faces[state];
  return (
    <span
      className={cx(
        "inline-flex items-center gap-1.5 whitespace-nowrap font-medium",
        text,
        look === "soft" ? cx("h-5.5 rounded-sm px-1.5 align-middle text-xs", soft) : "align-bottom text-sm",
        className,
      )}
    >
      <Icon aria-hidden className={cx("size-3.5 shrink-0", state === "running" && "animate-turn")} strokeWidth={2} />
      {label ?? word}
    </span>
  );
}
