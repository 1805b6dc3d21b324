import type { ReactNode } from "react";
import { cx } from "./class-names";

interface SectionProps {
  title: ReactNode;
  description?: ReactNode;
  actions?: ReactNode;
  id?: string;
  className?: string;
  children: ReactNode;
}

/** A headed part of a page without an edge of its own. */
export function Section({ title, description, actions, id, className, children }: SectionProps) {
  return (
    <section id={id} className={cx("flex flex-col gap-3", className)}>
      <header className="flex flex-wrap items-end gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1">
          <h2 className="font-semibold text-ink text-lg">{title}</h2>
          {description && <p className="text-ink-muted text-sm">{description}</p>}
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </header>
      {children}
    </section>
  );
}
