/** Anything that survives a round trip through JSON. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** What happened, as a mutation tells it. `before` and `after` hold the changed fields only. */
export interface AuditRecord {
  /** `<noun>.<verb>` in the past, e.g. `application.created`. */
  readonly action: string;
  /** The noun, e.g. `application`. */
  readonly targetKind: string;
  readonly targetId?: string;
  readonly targetName?: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** One line of the audit trail as it is shown. */
export interface AuditEventRow {
  readonly id: string;
  readonly at: Date;
  readonly actorKind: "person" | "worker" | "command-line";
  readonly actorId: string | null;
  readonly actorName: string;
  readonly action: string;
  readonly targetKind: string;
  readonly targetId: string | null;
  readonly targetName: string | null;
  readonly before: JsonValue;
  readonly after: JsonValue;
  readonly requestId: string | null;
}
