import { Link } from "@/components/ui/link";
import { type State, StateBadge } from "@/components/ui/state-badge";
import type { DriftBadge } from "@/lib/features/drift/types";

interface DriftMarkProps {
  /** Absent where nothing is open. */
  badge: DriftBadge | undefined;
  /** The findings behind it. */
  href: string;
  look?: "soft" | "plain";
}

/** How many differences nobody has settled, and whether any of them matters; leads to them. */
export function DriftMark({ badge, href, look = "plain" }: DriftMarkProps) {
  if (badge === undefined || badge.open === 0) return look === "plain" ? <NoDrift /> : null;
  const { state, label } = faceOf(badge);
  return (
    <Link href={href} className="relative z-1 rounded-sm hover:underline">
      <StateBadge state={state} label={label} look={look} />
    </Link>
  );
}

function NoDrift() {
  return (
    <span className="text-ink-faint">
      <span aria-hidden>–</span>
      <span className="sr-only">none</span>
    </span>
  );
}

function faceOf({ open, breaking, warnings }: DriftBadge): { state: State; label: string } {
  if (breaking > 0) return { state: "failed", label: `${breaking} breaking` };
  if (warnings > 0) return { state: "attention", label: warnings === 1 ? "1 warning" : `${warnings} warnings` };
  return { state: "unknown", label: open === 1 ? "1 change" : `${open} changes` };
}
