import { db } from "@/lib/db/client";
import { AppError } from "@/lib/errors/app-error";
import type { GraphClient } from "@/lib/graph/client";
import { openGraph } from "@/lib/sync/open-graph";

/**
 * The client of an active connection, by its name or id; it spends from the same budget as everything else that uses the connection. Throws AppError
 * `input-invalid` when there is none, or several of the name, and what {@link openGraph} throws.
 */
export async function openConnectionNamed(wanted: string): Promise<GraphClient> {
  const all = await db().sharepointConnection.findMany({ where: { status: "ACTIVE" }, orderBy: { name: "asc" } });
  const found = all.filter(({ id, name }) => id === wanted.toLowerCase() || name === wanted);
  const [connection] = found;
  if (connection && found.length === 1) return openGraph(connection);
  const known = all.map(({ name }) => `"${name}"`).join(", ");
  const message = connection
    ? `Several connections are named "${wanted}": ${found.map(({ id }) => id).join(", ")}.`
    : `There is no active connection "${wanted}".`;
  const remedy = connection
    ? "Name one of them by its id."
    : known === ""
      ? "Enter a connection in the application first."
      : `There are ${known}.`;
  throw new AppError("input-invalid", { message, remedy });
}
