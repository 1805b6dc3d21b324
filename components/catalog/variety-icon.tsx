import { Clock, Eye, Globe, type LucideIcon, Rows4, Table2, View } from "lucide-react";
import { tableVarietyLabels } from "@/lib/features/tables/labels";

const icons: Readonly<Record<keyof typeof tableVarietyLabels, LucideIcon>> = {
  table: Table2,
  "partitioned-table": Rows4,
  "foreign-table": Globe,
  "temporal-table": Clock,
  view: Eye,
  "materialized-view": View,
};

const isKnown = (variety: string): variety is keyof typeof icons => variety in icons;

/** What a store calls a table or view of this sort; words of later versions as they are. */
export function varietyLabel(variety: string): string {
  return isKnown(variety) ? tableVarietyLabels[variety] : variety.replaceAll("-", " ");
}

export function VarietyIcon({ variety }: { variety: string }) {
  const Icon = isKnown(variety) ? icons[variety] : Table2;
  return <Icon aria-label={varietyLabel(variety)} className="size-4 shrink-0 text-ink-faint" strokeWidth={1.5} />;
}
