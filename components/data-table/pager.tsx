import { ChevronLeft, ChevronRight, ChevronsLeft } from "lucide-react";
import { buttonStyles } from "@/components/ui/button";
import { cx } from "@/components/ui/class-names";
import { LinkButton } from "@/components/ui/link-button";
import { NumberValue } from "@/components/ui/number-value";
import {
  hrefWith,
  nextHref,
  previousHref,
  type SearchParams,
  type TablePage,
  type TableState,
} from "@/lib/format/table-state";

interface PagerProps {
  path: string;
  params: SearchParams;
  page: TablePage<unknown>;
  state: TableState;
  label: string;
  bare: boolean;
}

/** First, previous, next by cursor. Absent when everything stands on one page. */
export function Pager({ path, params, page, state, label, bare }: PagerProps) {
  const isFirst = state.after === null;
  const isAlone = isFirst && page.nextCursor === null;
  if (isAlone && page.total === undefined) return null;
  return (
    <nav aria-label={`Pages of ${label.toLowerCase()}`} className={cx("flex items-center gap-2", bare && "px-4 pb-3")}>
      <p className="mr-auto text-ink-faint text-sm">
        {page.total !== undefined && (
          <>
            <NumberValue value={page.total} /> in all
          </>
        )}
      </p>
      {!isAlone && (
        <>
          <Step href={isFirst ? null : hrefWith(path, params, {})} icon={<ChevronsLeft aria-hidden />} word="First" />
          <Step href={previousHref(path, params, state)} icon={<ChevronLeft aria-hidden />} word="Previous" />
          <Step
            href={page.nextCursor === null ? null : nextHref(path, params, state, page.nextCursor)}
            icon={<ChevronRight aria-hidden />}
            word="Next"
          />
        </>
      )}
    </nav>
  );
}

function Step({ href, icon, word }: { href: string | null; icon: React.ReactNode; word: string }) {
  if (href === null) {
    return (
      <span aria-disabled className={buttonStyles({ size: "sm", className: "cursor-not-allowed" })}>
        {icon}
        {word}
      </span>
    );
  }
  return (
    <LinkButton href={href} size="sm" icon={icon}>
      {word}
    </LinkButton>
  );
}
