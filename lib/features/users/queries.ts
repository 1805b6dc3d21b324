import { z } from "zod";
import { type Context, requireAllowed } from "@/lib/context";
import { db } from "@/lib/db/client";
import { userPolicies } from "./policy";
import type { UserRow } from "./types";

const roleNames = z.array(z.string());

/** Everyone who signed in at least once, most recent first; at most 500. */
export async function listUsers(context: Context): Promise<readonly UserRow[]> {
  requireAllowed(context, userPolicies.read);
  const users = await db().user.findMany({
    select: { id: true, name: true, email: true, roles: true, firstSeenAt: true, lastSeenAt: true },
    orderBy: [{ lastSeenAt: "desc" }, { id: "asc" }],
    take: 500,
  });
  return users.map((user) => ({ ...user, roles: roleNames.parse(user.roles) }));
}
