import { db } from "@/lib/db/client";
import { messageOf } from "@/lib/errors/app-error";
import { checkSource } from "@/lib/sync/open-source";
import type { Examined } from "./examined";

/** Tests every active instance of every active database, as the page of the database does. */
export async function* examineSources(signal: AbortSignal): AsyncGenerator<Examined> {
  const instances = await db().databaseInstance.findMany({
    where: { status: "ACTIVE", database: { status: "ACTIVE", application: { status: "ACTIVE" } } },
    include: { database: { select: { name: true, dbType: true } } },
    orderBy: [{ database: { name: "asc" } }, { priority: "asc" }, { id: "asc" }],
  });
  for (const instance of instances) {
    const part = `database ${instance.database.name}, instance ${instance.instanceLabel}`;
    try {
      yield { part, findings: await checkSource(instance, instance.database, { signal }) };
    } catch (error) {
      signal.throwIfAborted();
      yield { part, findings: [{ id: "settings", level: "error", title: messageOf(error) }] };
    }
  }
}
