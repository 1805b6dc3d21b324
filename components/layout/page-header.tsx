import type { ReactNode } from "react";
import { Breadcrumb, type Crumb } from "@/components/ui/breadcrumb";
import { cx } from "@/components/ui/class-names";

interface PageHeaderProps {
  title: ReactNode;
  /** One sentence on what this is, or the thing's own description. */
  description?: ReactNode;
  /** What one wants to know before anything else, in one line as wide as the page; it wraps where that is too narrow. */
  facts?: ReactNode;
  /** The way here, without this page itself. */
  breadcrumb?: readonly Crumb[];
  /** A StateBadge or Badges beside the title. */
  badges?: ReactNode;
  /** Buttons, the main one last. */
  actions?: ReactNode;
  /** TabLinks; they sit on the header's lower edge. */
  tabs?: ReactNode;
}

/** The head of a page: where one is, what it is called, how it is doing, what can be done. */
export function PageHeader({ title, description, facts, breadcrumb, badges, actions, tabs }: PageHeaderProps) {
  return (
    <header className={cx("px-4 pt-6 lg:px-8", tabs ? "border-line border-b" : "pb-1")}>
      <div className="mx-auto flex w-full max-w-table flex-col gap-2">
        {breadcrumb && breadcrumb.length > 0 && <Breadcrumb crumbs={breadcrumb} />}
        <div className="flex flex-wrap items-start gap-x-4 gap-y-3">
          <div className="flex min-w-0 flex-1 basis-80 flex-col gap-1">
            <div className="flex min-h-8 flex-wrap items-center gap-x-3 gap-y-1">
              <h1 dir="auto" className="wrap-anywhere min-w-0 font-semibold text-ink text-xl">
                {title}
              </h1>
              {badges}
            </div>
            {description && <div className="max-w-prose text-pretty text-ink-muted">{description}</div>}
          </div>
          {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
        </div>
        {facts && <div className="text-ink-muted text-sm">{facts}</div>}
        {tabs && <div className="pt-2">{tabs}</div>}
      </div>
    </header>
  );
}
