import { z } from "zod";

/** A role that the token told, or that it told none. */
export const toldRole = z.enum(["Viewer", "Steward", "Admin", "none"]);
export const userSort = z.enum(["last", "first", "name"]);

export const userFilter = z.object({
  search: z.string().trim().max(200).optional(),
  role: toldRole.optional(),
  /** By the last sign-in, the most recent first, where left out. */
  sort: userSort.optional(),
  direction: z.enum(["asc", "desc"]).optional(),
  cursor: z.string().max(4_000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type UserFilter = z.output<typeof userFilter>;

/** Who signed in, as the sign-in service's token says. A person is known by tenant and object id, never by name or address (Graph contract 2.2). */
export const signedInPerson = z.object({
  tenantId: z.string().min(1).max(200),
  objectId: z.string().min(1).max(200),
  name: z.string().trim().min(1).max(300),
  email: z.string().max(320).nullable(),
  roles: z.array(z.enum(["Viewer", "Steward", "Admin"])),
});
export type SignedInPerson = z.output<typeof signedInPerson>;
