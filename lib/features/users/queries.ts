import { z } from "zod";
import { type Context, requireAllowed } from "@/lib/context";
import { db } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";
import { byId, byMoment, byText, orderedBy, type Placed, toPlacedPage } from "@/lib/db/ordering";
import type { Page } from "@/lib/db/page";
import { userPolicies } from "./policy";
import type { UserFilter } from "./schema";
import type { UserRow } from "./types";

const roleNames = z.array(z.string());
const orders = {
  last: [byMoment(Prisma.sql`last_seen_at`), byId(Prisma.sql`id`)],
  first: [byMoment(Prisma.sql`first_seen_at`), byId(Prisma.sql`id`)],
  name: [byText(Prisma.sql`name`), byId(Prisma.sql`id`)],
} as const;

/** Everyone who signed in at least once, the most recent first unless the filter says otherwise. */
export async function listUsers(context: Context, filter: UserFilter): Promise<Page<UserRow>> {
  requireAllowed(context, userPolicies.read);
  const { sort = "last", direction = sort === "name" ? "asc" : "desc" } = filter;
  const order = orderedBy(orders[sort], direction);
  const where = [Prisma.sql`true`];
  if (filter.role === "none") where.push(Prisma.sql`roles = '[]'`);
  else if (filter.role) where.push(Prisma.sql`roles @> jsonb_build_array(${filter.role}::text)`);
  if (filter.search) {
    const wanted = filter.search.toLowerCase();
    where.push(Prisma.sql`position(${wanted} in lower(concat_ws(' ', name, email))) > 0`);
  }
  if (filter.cursor) where.push(order.after(filter.cursor));
  const rows = await db().$queryRaw<Placed<UserRow>[]>`
    SELECT id, name, email, roles, first_seen_at AS "firstSeenAt", last_seen_at AS "lastSeenAt", ${order.position} AS position
    FROM users WHERE ${Prisma.join(where, " AND ")} ORDER BY ${order.by} LIMIT ${filter.limit + 1}`;
  const page = toPlacedPage(rows, filter.limit);
  return { ...page, rows: page.rows.map((user) => ({ ...user, roles: roleNames.parse(user.roles) })) };
}
