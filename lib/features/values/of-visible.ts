import { type Actor, isAllowed } from "@/lib/context";
import { Prisma } from "@/lib/db/generated/client";
import { valuePolicies } from "./policy";

/** Joined to definitions (`d`): leaves those whose rows' values this person may see, with their table (`t`) and database (`b`). As `seesValues`. */
export function ofVisible(actor: Actor): Prisma.Sql {
  return Prisma.sql`JOIN database_tables t ON t.id = d.source_table_id
    JOIN databases b ON b.id = t.database_id AND (${isAllowed(actor, valuePolicies.always)} OR b.viewers_may_see_values)`;
}
