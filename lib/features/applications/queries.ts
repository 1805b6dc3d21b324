import { type Context, requireAllowed } from "@/lib/context";
import { db } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";
import { byId, byMoment, byText, orderedBy, type Placed, toPlacedPage } from "@/lib/db/ordering";
import type { Page } from "@/lib/db/page";
import { AppError } from "@/lib/errors/app-error";
import { applicationPolicies } from "./policy";
import type { ApplicationFilter, ApplicationRef } from "./schema";
import type { ApplicationOption, ApplicationRow } from "./types";

// Counted once over all tables: the inventory is larger than the number of applications by orders.
const columns = Prisma.sql`
  a.id, a.name, a.owner_team AS "ownerTeam", a.description, a.status::text AS status, a.created_at AS "createdAt",
    (SELECT count(*)::int FROM databases d WHERE d.application_id = a.id) AS "databaseCount",
    (SELECT count(*)::int FROM database_instances i JOIN databases d ON d.id = i.database_id WHERE d.application_id = a.id) AS "instanceCount",
    coalesce(counted.tables, 0) AS "tableCount", coalesce(used.definitions, 0) AS "definitionCount"`;
const applications = Prisma.sql`
  applications a
  LEFT JOIN (
    SELECT d.application_id, count(*)::int AS tables FROM database_tables t JOIN databases d ON d.id = t.database_id
    WHERE t.vanished_at IS NULL GROUP BY d.application_id
  ) counted ON counted.application_id = a.id
  LEFT JOIN (
    SELECT d.application_id, count(*)::int AS definitions FROM sync_definitions s JOIN database_tables t ON t.id = s.source_table_id
    JOIN databases d ON d.id = t.database_id GROUP BY d.application_id
  ) used ON used.application_id = a.id`;

const byName = [byText(Prisma.sql`a.name`), byId(Prisma.sql`a.id`)] as const;
const orders = {
  name: byName,
  owner: [byText(Prisma.sql`coalesce(a.owner_team, '')`), ...byName],
  created: [byMoment(Prisma.sql`a.created_at`), byId(Prisma.sql`a.id`)],
} as const;

/** By name unless the filter says otherwise; those of no team stand before those of any. */
export async function listApplications(context: Context, filter: ApplicationFilter): Promise<Page<ApplicationRow>> {
  requireAllowed(context, applicationPolicies.read);
  const order = orderedBy(orders[filter.sort ?? "name"], filter.direction);
  const where = [Prisma.sql`true`];
  if (filter.status) where.push(Prisma.sql`a.status::text = ${filter.status}`);
  if (filter.search) {
    const wanted = filter.search.toLowerCase();
    where.push(Prisma.sql`position(${wanted} in lower(concat_ws(' ', a.name, a.owner_team, a.description))) > 0`);
  }
  if (filter.cursor) where.push(order.after(filter.cursor));
  const rows = await db().$queryRaw<Placed<ApplicationRow>[]>`
    SELECT ${columns}, ${order.position} AS position FROM ${applications}
    WHERE ${Prisma.join(where, " AND ")} ORDER BY ${order.by} LIMIT ${filter.limit + 1}`;
  return toPlacedPage(rows, filter.limit);
}

/** Throws `not-found`. */
export async function getApplication(context: Context, input: ApplicationRef): Promise<ApplicationRow> {
  requireAllowed(context, applicationPolicies.read);
  const [application] = await db().$queryRaw<ApplicationRow[]>`
    SELECT ${columns} FROM ${applications} WHERE a.id = ${input.applicationId}::uuid`;
  if (application === undefined) throw new AppError("not-found", { message: "This application does not exist." });
  return application;
}

/** The applications a new database can belong to. */
export async function listApplicationOptions(context: Context): Promise<readonly ApplicationOption[]> {
  requireAllowed(context, applicationPolicies.read);
  return db().application.findMany({
    where: { status: "ACTIVE" },
    select: { id: true, name: true },
    orderBy: [{ name: "asc" }, { id: "asc" }],
    take: 1_000,
  });
}
