import type { ReactNode } from "react";
import { cx } from "./class-names";

interface CardProps {
  title?: ReactNode;
  description?: ReactNode;
  /** Buttons or links at the right of the title. */
  actions?: ReactNode;
  /** `none` for tables and lists that reach the edges. */
  padding?: "normal" | "none";
  /** For anchors and for `aria-labelledby`. */
  id?: string;
  className?: string;
  /** Without them the heading says all. */
  children?: ReactNode;
}

/** A sheet of paper with a heading. Never inside another one: use Section there. */
export function Card({ title, description, actions, padding = "normal", id, className, children }: CardProps) {
  return (
    <section
      id={id}
      className={cx(
        "overflow-clip rounded-lg border border-line bg-surface shadow-sm",
        padding === "normal" && "print:break-inside-avoid",
        className,
      )}
    >
      {(title || actions) && (
        <header
          className={cx(
            "flex min-h-12 flex-wrap items-center gap-x-4 gap-y-2 px-4 py-2.5",
            padding === "none" && "border-line border-b",
          )}
        >
          <div className={cx("min-w-0 flex-1", description ? "basis-80" : "basis-40")}>
            {title && <h2 className="break-words font-semibold text-base text-ink">{title}</h2>}
            {description && <p className="text-pretty text-ink-muted text-sm">{description}</p>}
          </div>
          {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
        </header>
      )}
      {children && (
        <div className={cx(padding === "normal" && (title || actions ? "px-4 pb-4" : "p-4"))}>{children}</div>
      )}
    </section>
  );
}
