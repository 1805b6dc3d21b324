import type { AuditEventRow } from "@/lib/features/audit/types";

/** Kinds of things that audit events tell of. */
export const targetKindLabels: Readonly<Record<string, string>> = {
  application: "Application",
  database: "Database",
  instance: "Instance",
  connection: "Connection",
  site: "Site",
  list: "List",
  sync: "Sync",
  run: "Run",
  user: "Person",
  table: "Table",
  installation: "Installation",
};

/** "database.introspection-requested" as "Database introspection requested". */
export function actionText(action: string): string {
  const words = action.replaceAll(/[.-]/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const places: Readonly<Record<string, string>> = {
  application: "/applications",
  database: "/databases",
  connection: "/sharepoint/connections",
  site: "/sharepoint/sites",
  list: "/sharepoint/lists",
  table: "/tables",
  sync: "/syncs",
  run: "/runs",
};

/** Where the thing an event tells of has its page; `null` when it has none of its own. */
export function targetHref({ targetKind, targetId }: AuditEventRow): string | null {
  const place = places[targetKind];
  return place && targetId ? `${place}/${targetId}` : null;
}
