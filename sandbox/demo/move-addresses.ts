import { z } from "zod";
import type { Context } from "@/lib/context";
import { AppError } from "@/lib/errors/app-error";
import { instancesOf, presentConnections, presentDatabases, sitesOf } from "@/lib/features/bundle/queries";
import { discoverNow } from "@/lib/features/bundle/read-catalogs";
import type { PresentConnection, PresentInstance } from "@/lib/features/bundle/types";
import { testInstance, updateInstance } from "@/lib/features/databases/mutations";
import { updateInstanceInput } from "@/lib/features/databases/schema";
import { updateConnection, verifyConnection } from "@/lib/features/sharepoint/mutations";
import { updateConnectionInput } from "@/lib/features/sharepoint/schema";
import type { Findings } from "@/lib/features/verification/schema";

/** Where the demo's servers answer during one start. */
export const addressesShape = z.object({
  source: z.object({ host: z.string(), port: z.number().int() }),
  authority: z.string(),
  graph: z.string(),
  /** Of the sandbox's pages, at which lists and items are shown. */
  pages: z.string(),
});
export type Addresses = z.output<typeof addressesShape>;

/** What the demo's servers let in. */
export interface DemoLogins {
  readonly source: { readonly user: string; readonly password: string };
  readonly graph: { readonly tenantId: string; readonly clientId: string; readonly clientSecret: string };
}

interface Move {
  readonly context: Context;
  /** Where they answered at any earlier start. */
  readonly former: readonly Addresses[];
  readonly now: Addresses;
  readonly logins: DemoLogins;
  readonly say: (text: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Gives what is stored with a former address of the demo's servers the present one, whatever people call it by now; all else stays as it is. What
 * cannot be given it is said, never thrown: it is theirs, and the demo runs without it.
 */
export async function moveAddresses(move: Move): Promise<void> {
  const { context } = move;
  for (const { id: databaseId } of await presentDatabases(context, {}))
    for (const instance of await instancesOf(context, { databaseId }))
      if (answeredAt(move, instance)) await told(move, instance.instanceLabel, () => moveInstance(move, instance));
  for (const connection of await presentConnections(context))
    if (move.former.some(({ authority }) => authority === connection.authorityHost))
      await told(move, connection.name, () => moveConnection(move, connection));
}

const answeredAt = ({ former }: Move, { host, port }: PresentInstance): boolean =>
  former.some(({ source }) => source.host === host && source.port === port);

/** Says what was refused. What is no refusal is thrown. */
async function told({ say }: Move, name: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    say(`a port changed, and ${name} did not follow: ${error.message} ${error.remedy}`);
  }
}

async function moveInstance({ context, now, logins, say }: Move, instance: PresentInstance): Promise<void> {
  const { id: instanceId, host, port, dbUser } = instance;
  if (host === now.source.host && port === now.source.port) return;
  // The password of another user is known to whoever entered it: without it the change is refused.
  const password = dbUser === logins.source.user ? { dbPassword: logins.source.password } : {};
  await updateInstance(context, updateInstanceInput.parse({ ...instance, instanceId, ...now.source, ...password }));
  say(`the instance ${instance.instanceLabel} answers at ${now.source.host}:${now.source.port} from now on`);
  if (instance.status === "ACTIVE") requirePassed((await testInstance(context, { instanceId })).findings);
}

async function moveConnection(move: Move, connection: PresentConnection): Promise<void> {
  const { context, former, now, logins, say, signal } = move;
  const { id: connectionId, tenantId, clientId, authorityHost, scope } = connection;
  const graph = former.find((place) => scope.startsWith(`${place.graph}/`))?.graph;
  const movedScope = graph === undefined ? scope : `${now.graph}${scope.slice(graph.length)}`;
  if (authorityHost !== now.authority || scope !== movedScope) {
    const isOurs = tenantId === logins.graph.tenantId && clientId === logins.graph.clientId;
    const isSecret = connection.credentialKind === "secret";
    const input = {
      ...{ connectionId, name: connection.name, tenantId, clientId, authorityHost: now.authority },
      ...{ scopes: [movedScope], credential: connection.credentialKind, secretExpiresAt: connection.secretExpires },
      ...(isOurs && isSecret ? { clientSecret: logins.graph.clientSecret } : {}),
    };
    await updateConnection(context, updateConnectionInput.parse(input));
    say(`the connection ${connection.name} goes to ${now.graph} from now on`);
  }
  if (connection.status !== "ACTIVE") return;
  requirePassed((await verifyConnection(context, { connectionId })).findings);
  // Addresses of lists hold the port of the sandbox's pages.
  for (const site of await sitesOf(context, { connectionId }))
    if (site.status === "ACTIVE") await discoverNow({ context, signal, onProgress: () => undefined }, site.id);
}

function requirePassed(findings: Findings): void {
  const failed = findings.find((finding) => finding.level === "error");
  if (failed) throw new AppError("input-invalid", { message: failed.title, remedy: failed.remedy });
}
