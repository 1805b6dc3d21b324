import {
  Activity,
  ArrowLeftRight,
  BookOpen,
  CircleX,
  Database,
  Gauge,
  type LucideIcon,
  ScrollText,
  Settings,
  Table2,
} from "lucide-react";

/** A place one can go to from anywhere. */
export interface Place {
  readonly label: string;
  readonly href: string;
  /** Addresses of things that are found there. */
  readonly includes?: readonly string[];
  readonly icon: LucideIcon;
  /** Pressed after `g`. */
  readonly key: string;
}

/** The navigation in its order; a group without a name stands by itself. */
export const placeGroups: readonly { readonly name: string | null; readonly places: readonly Place[] }[] = [
  { name: null, places: [{ label: "Overview", href: "/", icon: Gauge, key: "o" }] },
  {
    name: "Catalog",
    places: [
      { label: "Applications", href: "/applications", includes: ["/databases", "/tables"], icon: Database, key: "a" },
      { label: "SharePoint", href: "/sharepoint", icon: Table2, key: "p" },
    ],
  },
  {
    name: "Sync",
    places: [
      { label: "Syncs", href: "/syncs", icon: ArrowLeftRight, key: "s" },
      { label: "Runs", href: "/runs", icon: Activity, key: "r" },
      { label: "Ledger", href: "/ledger", icon: BookOpen, key: "l" },
      { label: "Rejections", href: "/rejections", icon: CircleX, key: "e" },
    ],
  },
  {
    name: "Installation",
    places: [
      { label: "Audit", href: "/audit", icon: ScrollText, key: "u" },
      { label: "Settings", href: "/settings", icon: Settings, key: "t" },
    ],
  },
];

export const places: readonly Place[] = placeGroups.flatMap((group) => group.places);
