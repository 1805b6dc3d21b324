import { cx } from "@/components/ui/class-names";

/** A mapped row: the field on the left joined to its place on the right, the others waiting. */
export function ProductMark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden className={cx("size-6 shrink-0", className)}>
      <rect width="24" height="24" rx="6" className="fill-accent" />
      <g className="stroke-accent-ink" fill="none" strokeLinecap="round" strokeWidth="2">
        <path d="M6.5 8h2c5 0 2 8 7 8h2" />
        <path d="M6.5 16h1.5M16 8h1.5" opacity="0.55" />
      </g>
    </svg>
  );
}
