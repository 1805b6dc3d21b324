/** One probed fact. The same structure as a connector's finding; this room imports no other. */
export interface Finding {
  /** Stable name: `login`, `tenant`, `roles`, `clock`, `site`. */
  readonly id: string;
  readonly level: "ok" | "info" | "warning" | "error";
  /** What was found, in one sentence. */
  readonly title: string;
  /** What to do about it; absent when all is well. */
  readonly remedy?: string;
}
