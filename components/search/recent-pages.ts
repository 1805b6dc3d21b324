export interface RecentPage {
  readonly href: string;
  readonly label: string;
  readonly hint: string;
}

/** Where they stand in the browser's own store: one person is not shown what another visited. */
export const recentPagesKey = (personId: string) => `syncbridge-recent-pages:${personId}`;
const mostKept = 8;

/** Pages that show values of rows: their headings may, too, and what stays in a browser is read by others. */
const showsValues = /^\/syncs\/[^/]+\/ledger\/|^\/tables\/[^/]+\/data/;

/** What was kept; nothing where it cannot be read, as after a change of its form. */
export function readRecentPages(stored: string | null): readonly RecentPage[] {
  if (stored === null) return [];
  try {
    const pages: unknown = JSON.parse(stored);
    return Array.isArray(pages) && pages.every(isRecentPage) ? pages : [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

function isRecentPage(page: unknown): page is RecentPage {
  if (typeof page !== "object" || page === null) return false;
  const { href, label, hint } = page as Partial<Record<keyof RecentPage, unknown>>;
  return typeof href === "string" && href.startsWith("/") && typeof label === "string" && typeof hint === "string";
}

/** The pages with this one first; unchanged by pages that have no heading of their own or show values. */
export function withPage(pages: readonly RecentPage[], page: RecentPage): readonly RecentPage[] {
  const isKept = page.label !== "" && page.href.split("/").length > 2 && !showsValues.test(page.href);
  if (!isKept) return pages;
  return [page, ...pages.filter(({ href }) => href !== page.href)].slice(0, mostKept);
}
