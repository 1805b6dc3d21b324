/** One thing found: where it leads, and what tells it from its namesakes. */
export interface SearchHit {
  readonly label: string;
  /** The kind's own context: "public · Warehouse" for a table, "12 min ago · succeeded" for a run. */
  readonly hint: string | null;
  readonly href: string;
}

export interface SearchGroup {
  /** What these are, in the plural: "Tables". */
  readonly label: string;
  readonly hits: readonly SearchHit[];
}
