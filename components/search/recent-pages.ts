import { z } from "zod";

const recentPage = z.object({ href: z.string().startsWith("/"), label: z.string(), hint: z.string() });
export type RecentPage = z.output<typeof recentPage>;

const storedPages = z.array(recentPage);
/** Where they stand in the browser's own store: one person is not shown what another visited. */
export const recentPagesKey = (personId: string) => `syncbridge-recent-pages:${personId}`;
const mostKept = 8;

/** Pages that show values of rows: their headings may, too, and what stays in a browser is read by others. */
const showsValues = /^\/syncs\/[^/]+\/ledger\/|^\/tables\/[^/]+\/data/;

/** What was kept; nothing where it cannot be read, as after a change of its form. */
export function readRecentPages(stored: string | null): readonly RecentPage[] {
  if (stored === null) return [];
  try {
    return storedPages.safeParse(JSON.parse(stored)).data ?? [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

/** The pages with this one first; unchanged by pages that have no heading of their own or show values. */
export function withPage(pages: readonly RecentPage[], page: RecentPage): readonly RecentPage[] {
  const isKept = page.label !== "" && page.href.split("/").length > 2 && !showsValues.test(page.href);
  if (!isKept) return pages;
  return [page, ...pages.filter(({ href }) => href !== page.href)].slice(0, mostKept);
}
