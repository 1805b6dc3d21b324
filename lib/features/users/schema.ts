import { z } from "zod";

/** Who signed in, as the sign-in service's token says. A person is known by tenant and object id, never by name or address (Graph contract 2.2). */
export const signedInPerson = z.object({
  tenantId: z.string().min(1).max(200),
  objectId: z.string().min(1).max(200),
  name: z.string().trim().min(1).max(300),
  email: z.string().max(320).nullable(),
  roles: z.array(z.enum(["Viewer", "Steward", "Admin"])),
});
export type SignedInPerson = z.output<typeof signedInPerson>;
