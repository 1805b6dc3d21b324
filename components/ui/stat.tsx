import type { ReactNode } from "react";
import { cx } from "./class-names";
import { Link } from "./link";

interface StatProps {
  label: string;
  /** A NumberValue, a RelativeTime, a StateBadge: something measured. */
  value: ReactNode;
  /** A unit, a comparison, a sparkline. */
  hint?: ReactNode;
  /** The rows behind the figure. */
  href?: string;
  className?: string;
}

/** One figure with its name, and the way down to what it counts. */
export function Stat({ label, value, hint, href, className }: StatProps) {
  const body = (
    <>
      <dt className="text-ink-muted text-sm">{label}</dt>
      <dd className="flex flex-wrap items-baseline gap-x-2">
        <span className="figures font-semibold text-ink text-xl tracking-tight">
          {href ? (
            <Link
              href={href}
              className="rounded-xs underline decoration-transparent underline-offset-4 after:absolute after:inset-0 group-hover:decoration-line-control"
            >
              {value}
            </Link>
          ) : (
            value
          )}
        </span>
        {hint && <span className="text-ink-faint text-sm">{hint}</span>}
      </dd>
    </>
  );
  return (
    <div
      className={cx(
        "group relative flex min-w-0 flex-col gap-1 bg-surface px-4 py-3",
        href && "transition-colors hover:bg-hover",
        className,
      )}
    >
      {body}
    </div>
  );
}

/** Figures side by side with hair lines between them. */
export function StatRow({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <dl
      className={cx(
        "flex flex-wrap gap-px overflow-clip rounded-lg border border-line bg-line shadow-sm *:flex-1 *:basis-30",
        className,
      )}
    >
      {children}
    </dl>
  );
}
