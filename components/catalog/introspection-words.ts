import type { IntrospectionStats } from "@/lib/features/databases/schema";

/** What an introspection found to differ, in words with their counts; what did not occur is left out. */
export function differencesOf(stats: IntrospectionStats): readonly { readonly word: string; readonly count: number }[] {
  return [
    { word: "new", count: stats.tablesAdded ?? 0 },
    { word: "changed", count: stats.tablesChanged ?? 0 },
    { word: "gone", count: stats.tablesVanished ?? 0 },
    { word: "back", count: stats.tablesReturned ?? 0 },
    { word: "no longer shown", count: stats.tablesKept ?? 0 },
  ].filter(({ count }) => count > 0);
}
