/** Where something stands in a file; both count from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Where something stands in a bundle, from its root: `["applications", 0, "name"]`. */
export type BundlePath = readonly (string | number)[];

/** What is wrong with a file, and how to mend it. */
export interface BundleProblem extends Place {
  /** As a reader finds it: `applications[0].databases[1].kind`; empty for the whole file. */
  readonly path: string;
  readonly message: string;
  readonly remedy: string;
}

export type ChangeKind =
  | "application"
  | "database"
  | "instance"
  | "connection"
  | "site"
  | "list"
  | "definition"
  /** Reading a database's or a site's catalog, which what follows needs. */
  | "catalog";

/** One value that differs. Secrets are only ever `set` or `changed`. */
export interface FieldChange {
  readonly field: string;
  /** Null where there is none yet. */
  readonly before: string | null;
  readonly after: string | null;
}

/** What applying a file does, or would do, to one named thing. */
export interface Change {
  readonly kind: ChangeKind;
  /** With its parents: `Reference data / Geography`. */
  readonly name: string;
  readonly action: "create" | "change" | "leave";
  readonly fields: readonly FieldChange[];
  /** What a reader should know besides, such as what stays disabled or cannot be compared yet. */
  readonly notes: readonly string[];
}
