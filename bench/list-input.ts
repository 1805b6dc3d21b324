import { z } from "zod";

/** What a program of its own process is told of a list: how to sign in, and where the list stands. */
export const listInput = z.object({
  tenantId: z.string(),
  clientId: z.string(),
  clientSecret: z.string(),
  authorityHost: z.url(),
  scopes: z.array(z.string()),
  siteId: z.string(),
  listId: z.string(),
});
