import type { AuditEventRow } from "./types";

export const actorKindLabels = {
  person: "Person",
  worker: "Worker",
  "command-line": "Command line",
} as const satisfies Record<AuditEventRow["actorKind"], string>;
