import { db } from "@/lib/db/client";
import { messageOf } from "@/lib/errors/app-error";
import { checkGraph } from "@/lib/sync/check-graph";
import { expiryFinding } from "@/lib/sync/credential-expiry";
import { graphOptions, unsealedCredential } from "@/lib/sync/open-graph";
import type { Examined } from "./examined";

/** Verifies every active SharePoint connection with its known sites, as the page of the connection does. */
export async function* examineConnections(signal: AbortSignal): AsyncGenerator<Examined> {
  const connections = await db().sharepointConnection.findMany({
    where: { status: "ACTIVE" },
    include: { sites: { where: { status: "ACTIVE" }, orderBy: { webUrl: "asc" } } },
    orderBy: [{ name: "asc" }, { id: "asc" }],
  });
  for (const connection of connections) {
    const part = `connection ${connection.name}`;
    try {
      const options = graphOptions(connection, unsealedCredential(connection));
      const expiry = expiryFinding(connection.credentialKind, connection.credentialExpiresAt, new Date());
      yield { part, findings: [...(await checkGraph(options, connection.sites, signal)), ...expiry] };
    } catch (error) {
      signal.throwIfAborted();
      yield { part, findings: [{ id: "settings", level: "error", title: messageOf(error) }] };
    }
  }
}
