import { cva, type VariantProps } from "class-variance-authority";
import type { ComponentProps, ReactNode } from "react";
import { cx } from "./class-names";

const badgeStyles = cva(
  "inline-flex h-5 items-center align-bottom gap-1 whitespace-nowrap rounded-sm px-1.5 text-xs font-medium [&_svg]:size-3 [&_svg]:shrink-0",
  {
    variants: {
      tone: {
        neutral: "bg-paused-soft text-ink-muted",
        accent: "bg-accent-soft text-accent-strong",
        good: "bg-good-soft text-good",
        running: "bg-running-soft text-running",
        attention: "bg-attention-soft text-attention",
        failed: "bg-failed-soft text-failed",
        conflict: "bg-conflict-soft text-conflict",
        outline: "border border-line text-ink-muted",
      },
    },
    defaultVariants: { tone: "neutral" },
  },
);

export type BadgeTone = NonNullable<VariantProps<typeof badgeStyles>["tone"]>;

/** A short word about a thing: its kind, role or flag. For how a thing is doing use StateBadge. */
export function Badge({
  tone,
  icon,
  className,
  children,
  ...rest
}: ComponentProps<"span"> & { tone?: BadgeTone; icon?: ReactNode }) {
  return (
    <span className={cx(badgeStyles({ tone }), className)} {...rest}>
      {icon}
      {children}
    </span>
  );
}
