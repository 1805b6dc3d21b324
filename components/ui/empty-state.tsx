import type { ReactNode } from "react";
import { cx } from "./class-names";

interface EmptyStateProps {
  /** What is not here: "No databases yet". */
  title: string;
  /** One sentence that teaches what comes next. */
  children?: ReactNode;
  /** One button. */
  action?: ReactNode;
  icon?: ReactNode;
  className?: string;
}

export function EmptyState({ title, children, action, icon, className }: EmptyStateProps) {
  return (
    <div className={cx("flex flex-col items-center gap-3 px-6 py-12 text-center", className)}>
      {icon && (
        <span className="grid size-10 place-items-center rounded-lg border border-line bg-sunken text-ink-muted [&_svg]:size-5 [&_svg]:stroke-[1.5]">
          {icon}
        </span>
      )}
      <div className="flex max-w-md flex-col gap-1">
        <p className="font-semibold text-base text-ink">{title}</p>
        {children && <p className="text-pretty text-ink-muted">{children}</p>}
      </div>
      {action}
    </div>
  );
}
