import { ChevronRight } from "lucide-react";
import { Link } from "./link";

export interface Crumb {
  label: string;
  href: string;
}

/** The way from the top to the thing above this page; the page itself is the heading below. */
export function Breadcrumb({ crumbs }: { crumbs: readonly Crumb[] }) {
  return (
    <nav aria-label="Breadcrumb">
      <ol className="flex flex-wrap items-center gap-1 text-ink-muted text-sm">
        {crumbs.map((crumb, index) => (
          <li key={crumb.href} className="flex min-w-0 items-center gap-1">
            <Link
              href={crumb.href}
              title={crumb.label}
              dir="auto"
              className="max-w-64 truncate rounded-xs hover:text-ink hover:underline"
            >
              {crumb.label}
            </Link>
            {index < crumbs.length - 1 && <ChevronRight aria-hidden className="size-3.5 shrink-0 text-ink-faint" />}
          </li>
        ))}
      </ol>
    </nav>
  );
}
