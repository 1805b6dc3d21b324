import { z } from "zod";

/** Filters of the audit page; every one narrows. `from` is included, `to` is not. */
export const auditFilter = z.object({
  targetKind: z.string().max(100).optional(),
  targetId: z.uuid().optional(),
  actorId: z.string().max(200).optional(),
  action: z.string().max(100).optional(),
  search: z.string().trim().max(200).optional(),
  from: z.coerce.date().optional(),
  to: z.coerce.date().optional(),
  /** The newest first where left out. */
  direction: z.enum(["asc", "desc"]).optional(),
  cursor: z.string().max(4_000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type AuditFilter = z.output<typeof auditFilter>;
