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

/** The answer of `GET /api/search?q=`: groups in the order to show them, empty ones left out, at most some six hits each. */
export interface SearchAnswer {
  readonly groups: readonly SearchGroup[];
}
