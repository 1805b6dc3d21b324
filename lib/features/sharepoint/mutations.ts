import { isDeepStrictEqual } from "node:util";
import { type Context, requireAllowed } from "@/lib/context";
import { hasPassed } from "@/lib/crypto/settings-test";
import { db, type Tx } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";
import { inTransaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors/app-error";
import { recordAudit } from "@/lib/features/audit/record";
import { requireSeen } from "@/lib/features/seen/require-seen";
import type { Findings, SettingsTest } from "@/lib/features/verification/schema";
import { discoverSiteJob } from "@/lib/jobs/definitions/discover-site";
import { enqueue } from "@/lib/jobs/queue";
import { checkGraph } from "@/lib/sync/check-graph";
import { readClientCertificate } from "@/lib/sync/client-certificate";
import { expiryFinding } from "@/lib/sync/credential-expiry";
import { findSite } from "@/lib/sync/discover-sharepoint";
import { graphOptions, unsealedCredential } from "@/lib/sync/open-graph";
import { type FoundChoices, readChoices } from "@/lib/sync/plan-list-choices";
import { type ProvisionedList, provisionList as provision } from "@/lib/sync/provision-list";
import { connectionTests, takeTurn } from "@/lib/sync/rate-limit";
import { enteredCredential, requireCredential, sealedCredential } from "./credential";
import { sharepointPolicies } from "./policy";
import type {
  AddSiteInput,
  ConnectionRef,
  ConnectionStatusInput,
  CreateConnectionInput,
  DiscoveryInput,
  ProposeChoicesInput,
  ProvisionListInput,
  SiteStatusInput,
  SiteTimeZoneInput,
  UpdateConnectionInput,
} from "./schema";
import { provenTest, signTest } from "./tested-settings";

// Without secret and certificate: audit and comparison need only to know that it changed.
const connectionFields = {
  name: true,
  tenantId: true,
  clientId: true,
  authorityHost: true,
  scopes: true,
  credentialKind: true,
  credentialExpiresAt: true,
  status: true,
} as const;

async function requireConnection(tx: Tx, connectionId: string) {
  const connection = await tx.sharepointConnection.findUnique({
    where: { id: connectionId },
    select: connectionFields,
  });
  if (!connection) throw new AppError("not-found", { message: "This connection does not exist." });
  return connection;
}

/** Settings of a connection without how it proves itself. */
function settingsOf(input: CreateConnectionInput | UpdateConnectionInput) {
  const { name, tenantId, clientId, authorityHost, scopes } = input;
  return { name, tenantId, clientId, authorityHost, scopes };
}

/** Says in words what the unique index on (tenant, client) refuses. */
async function refusingTwins<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!(error instanceof Prisma.PrismaClientKnownRequestError) || error.code !== "P2002") throw error;
    throw new AppError("already-exists", {
      message: "This application of this tenant has a connection already.",
      details: { field: "clientId" },
      cause: error,
    });
  }
}

/**
 * Does not log in: a verification of these very settings is kept with them, else it is verified afterwards. Throws `already-exists` when tenant and
 * client have a connection.
 */
export async function createConnection(
  context: Context,
  input: CreateConnectionInput,
): Promise<{ readonly connectionId: string }> {
  requireAllowed(context, sharepointPolicies.manage);
  const credential = sealedCredential(requireCredential(input), input.secretExpiresAt);
  return refusingTwins(() =>
    inTransaction(async (tx) => {
      const { id, ...after } = await tx.sharepointConnection.create({
        data: { ...settingsOf(input), ...credential, ...provenTest(input, input.test, new Date()) },
        select: { ...connectionFields, id: true },
      });
      const target = { targetKind: "connection", targetId: id, targetName: after.name };
      await recordAudit(tx, context, { action: "connection.created", ...target, after });
      return { connectionId: id };
    }),
  );
}

interface Destination {
  readonly tenantId: string;
  readonly clientId: string;
  readonly authorityHost: string;
  readonly scopes: unknown;
}

function goesElsewhere(before: Destination, after: Destination): boolean {
  const parts = ["tenantId", "clientId", "authorityHost", "scopes"] as const;
  return parts.some((part) => !isDeepStrictEqual(before[part], after[part]));
}

/**
 * Throws `secret-required` when tenant, client, authority, scope or the kind of credential change and none is given: a stored one is never
 * sent anywhere but where it was entered for (sync-semantics 15), and `changed-meanwhile`. A changed destination forgets the findings of the last
 * verification.
 */
export async function updateConnection(context: Context, input: UpdateConnectionInput): Promise<void> {
  requireAllowed(context, sharepointPolicies.manage);
  const { connectionId } = input;
  const entered = enteredCredential(input);
  const credential = entered && sealedCredential(entered, input.secretExpiresAt);
  await refusingTwins(() =>
    inTransaction(async (tx) => {
      await tx.$queryRaw`SELECT id FROM sharepoint_connections WHERE id = ${connectionId}::uuid FOR UPDATE`;
      const before = await requireConnection(tx, connectionId);
      const { credentialKind, credentialExpiresAt } = before;
      requireSeen(
        input.seen,
        { ...before, credential: credentialKind, secretExpiresAt: credentialExpiresAt },
        {
          words: {
            authorityHost: "sign-in address",
            scopes: "scope",
            credential: "proof of identity",
            secretExpiresAt: "end of the secret",
          },
        },
      );
      const moved = goesElsewhere(before, input);
      if (moved || before.credentialKind !== input.credential) requireCredential(input);
      const after = await tx.sharepointConnection.update({
        where: { id: connectionId },
        data: {
          ...settingsOf(input),
          // The end of a secret is what was entered; a certificate's stands in it.
          ...(credential ?? (input.credential === "secret" ? { credentialExpiresAt: input.secretExpiresAt } : {})),
          ...(moved || credential ? { verification: Prisma.DbNull, lastVerifiedAt: null } : {}),
        },
        select: connectionFields,
      });
      await recordAudit(tx, context, {
        action: "connection.updated",
        targetKind: "connection",
        targetId: connectionId,
        targetName: after.name,
        before,
        after: { ...after, credentialChanged: entered !== null },
      });
    }),
  );
}

/** A disabled connection pauses its definitions (they run into `parent-paused`). Harmless when repeated. */
export async function setConnectionStatus(context: Context, input: ConnectionStatusInput): Promise<void> {
  requireAllowed(context, sharepointPolicies.manage);
  const { connectionId, status } = input;
  await inTransaction(async (tx) => {
    const before = await requireConnection(tx, connectionId);
    if (before.status === status) return;
    await tx.sharepointConnection.update({ where: { id: connectionId }, data: { status }, select: { id: true } });
    const action = status === "DISABLED" ? "connection.disabled" : "connection.enabled";
    const target = { targetKind: "connection", targetId: connectionId, targetName: before.name };
    await recordAudit(tx, context, { action, ...target, before: { status: before.status }, after: { status } });
  });
}

/** Longest time a person waits for a verification. */
const verificationMs = 60_000;

const toFindings = (found: Awaited<ReturnType<typeof checkGraph>>): Findings =>
  found.map((finding) => ({ ...finding }));

/** Probes login, permissions and known sites of a stored connection and keeps the findings. A refusal is a finding, not an error. */
export async function verifyConnection(
  context: Context,
  input: ConnectionRef,
): Promise<{ readonly findings: Findings }> {
  requireAllowed(context, sharepointPolicies.discover);
  if (context.actor.kind === "person") await takeTurn(connectionTests, context.actor.userId);
  const connection = await db().sharepointConnection.findUnique({
    where: { id: input.connectionId },
    include: { sites: { where: { status: "ACTIVE" }, orderBy: { webUrl: "asc" } } },
  });
  if (!connection) throw new AppError("not-found", { message: "This connection does not exist." });
  const signal = AbortSignal.timeout(verificationMs);
  const options = graphOptions(connection, unsealedCredential(connection));
  const expiry = expiryFinding(connection.credentialKind, connection.credentialExpiresAt, new Date());
  const findings = toFindings([...(await checkGraph(options, connection.sites, signal)), ...expiry]);
  const passed = hasPassed(findings);
  const checkedAt = new Date();
  await inTransaction(async (tx) => {
    // Findings about settings that were changed meanwhile say nothing about the new ones.
    const { tenantId, clientId, clientSecret, clientCertificate, authorityHost } = connection;
    await tx.sharepointConnection.updateMany({
      where: { id: connection.id, tenantId, clientId, clientSecret, clientCertificate, authorityHost },
      data: {
        verification: { checkedAt: checkedAt.toISOString(), findings },
        ...(passed ? { lastVerifiedAt: checkedAt } : {}),
      },
    });
    const target = { targetKind: "connection", targetId: connection.id, targetName: connection.name };
    const failed = findings.filter((finding) => finding.level === "error").map((finding) => finding.id);
    await recordAudit(tx, context, { action: "connection.verified", ...target, after: { passed, failed } });
  });
  return { findings };
}

/** Probes settings that are not stored yet; only for those who may store them. */
export async function verifyConnectionDraft(context: Context, input: CreateConnectionInput): Promise<SettingsTest> {
  requireAllowed(context, sharepointPolicies.manage);
  if (context.actor.kind === "person") await takeTurn(connectionTests, context.actor.userId);
  const credential = requireCredential(input);
  const expiresAt =
    "clientCertificate" in credential
      ? readClientCertificate(credential.clientCertificate).expiresAt
      : input.secretExpiresAt;
  const found = await checkGraph(graphOptions(input, credential), [], AbortSignal.timeout(verificationMs));
  const now = new Date();
  return signTest(input, toFindings([...found, ...expiryFinding(input.credential, expiresAt, now)]), now);
}

/** Longest time a person waits for a site to be found. */
const findSiteMs = 30_000;

/**
 * Takes up the site that a pasted address means, and asks for its discovery. A known site is asked to be discovered again (`isNew` false).
 * Throws `input-invalid` for unreadable text, Graph's refusal where the site does not exist or may not be read.
 */
export async function addSite(
  context: Context,
  input: AddSiteInput,
): Promise<{ readonly siteId: string; readonly isNew: boolean }> {
  requireAllowed(context, sharepointPolicies.discover);
  const connection = await db().sharepointConnection.findUnique({ where: { id: input.connectionId } });
  if (!connection) throw new AppError("not-found", { message: "This connection does not exist." });
  if (connection.status !== "ACTIVE") {
    throw new AppError("parent-paused", { message: `The connection “${connection.name}” is disabled.` });
  }
  const found = await findSite(connection, input.address, AbortSignal.timeout(findSiteMs));
  return inTransaction(async (tx) => {
    const key = { connectionId_siteId: { connectionId: connection.id, siteId: found.siteId } };
    const known = await tx.sharepointSite.findUnique({ where: key, select: { id: true } });
    const site = await tx.sharepointSite.upsert({
      where: key,
      create: { ...found, connectionId: connection.id, tenantId: connection.tenantId },
      update: found,
      select: { id: true },
    });
    const target = { targetKind: "site", targetId: site.id, targetName: found.displayName };
    const action = known ? "site.discovery-requested" : "site.added";
    await recordAudit(tx, context, { action, ...target, after: { webUrl: found.webUrl, connection: connection.name } });
    await askForDiscovery(tx, site.id);
    return { siteId: site.id, isNew: known === null };
  });
}

async function requireSite(tx: Tx, siteId: string) {
  const site = await tx.sharepointSite.findUnique({
    where: { id: siteId },
    select: { displayName: true, webUrl: true, status: true, timeZone: true },
  });
  if (!site) throw new AppError("not-found", { message: "This site does not exist." });
  return { ...site, target: { targetKind: "site", targetId: siteId, targetName: site.displayName ?? site.webUrl } };
}

/** Asks for a discovery of the site, from now on with or without its hidden lists; one that waits already is not doubled. */
export async function requestDiscovery(context: Context, input: DiscoveryInput): Promise<void> {
  requireAllowed(context, sharepointPolicies.discover);
  const { siteId, includesHidden } = input;
  await inTransaction(async (tx) => {
    const site = await requireSite(tx, siteId);
    if (site.status !== "ACTIVE") {
      throw new AppError("parent-paused", { message: `The site ${site.webUrl} is disabled.` });
    }
    await tx.sharepointSite.update({ where: { id: siteId }, data: { includesHidden }, select: { id: true } });
    await askForDiscovery(tx, siteId);
    await recordAudit(tx, context, { action: "site.discovery-requested", ...site.target, after: { includesHidden } });
  });
}

/** Dated by the database, since the worker that answers may have another clock than this process. */
async function askForDiscovery(tx: Tx, siteId: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE sharepoint_sites SET discovery_requested_at = clock_timestamp(), discovery_waiting_until = NULL
    WHERE id = ${siteId}::uuid`;
  await enqueue(tx, discoverSiteJob, { siteId });
}

/** A disabled site pauses its definitions (they run into `parent-paused`). Harmless when repeated. */
export async function setSiteStatus(context: Context, input: SiteStatusInput): Promise<void> {
  requireAllowed(context, sharepointPolicies.manage);
  const { siteId, status } = input;
  await inTransaction(async (tx) => {
    const site = await requireSite(tx, siteId);
    if (site.status === status) return;
    await tx.sharepointSite.update({ where: { id: siteId }, data: { status }, select: { id: true } });
    const action = status === "DISABLED" ? "site.disabled" : "site.enabled";
    await recordAudit(tx, context, { action, ...site.target, before: { status: site.status }, after: { status } });
  });
}

/** Says in which zone the site keeps calendar days, which Graph does not tell. Throws `changed-meanwhile`. */
export async function setSiteTimeZone(context: Context, input: SiteTimeZoneInput): Promise<void> {
  requireAllowed(context, sharepointPolicies.manage);
  const { siteId, timeZone, seen } = input;
  await inTransaction(async (tx) => {
    await tx.$queryRaw`SELECT id FROM sharepoint_sites WHERE id = ${siteId}::uuid FOR UPDATE`;
    const site = await requireSite(tx, siteId);
    requireSeen(seen, site);
    if (site.timeZone === timeZone) return;
    await tx.sharepointSite.update({ where: { id: siteId }, data: { timeZone }, select: { id: true } });
    const change = { before: { timeZone: site.timeZone }, after: { timeZone } };
    await recordAudit(tx, context, { action: "site.time-zone-set", ...site.target, ...change });
  });
}

/** A list of some hundred columns takes a request each. */
const provisionMs = 300_000;

/**
 * Makes a list for a table, with its columns and SyncBridgeKey, and takes it up. Two audit rows, before and after, since the list stays made
 * when the answer is lost; asked again, it goes on with the same list. Throws `graph-name-taken` for a foreign list of that name.
 */
export async function provisionList(
  context: Context,
  input: ProvisionListInput,
  signal: AbortSignal = AbortSignal.timeout(provisionMs),
): Promise<ProvisionedList> {
  requireAllowed(context, sharepointPolicies.discover);
  const { displayName, tableId, siteId, adoptListId } = input;
  await inTransaction(async (tx) => {
    const site = await requireSite(tx, siteId);
    await recordAudit(tx, context, {
      action: "list.provisioning-started",
      ...site.target,
      after: { displayName, tableId, ...(adoptListId ? { adoptListId } : {}) },
    });
  });
  const list = await provision({ ...input, startedBy: context.actor.name, signal });
  await inTransaction(async (tx) => {
    const target = { targetKind: "list", targetId: list.listRowId, targetName: list.displayName };
    const { columns, refused, keyLevel } = list;
    await recordAudit(tx, context, {
      action: adoptListId === undefined ? "list.provisioned" : "list.adopted",
      ...target,
      after: { siteId, tableId, columns: columns.length, refused, keyLevel },
    });
  });
  return list;
}

/** The values that a column holds at present, as choices. Who looked is recorded, never what was seen. Throws as `sampleTable`. */
export async function proposeChoices(context: Context, input: ProposeChoicesInput): Promise<FoundChoices> {
  requireAllowed(context, sharepointPolicies.readValues);
  const { table, ...found } = await readChoices(input);
  await inTransaction((tx) => {
    const target = { targetKind: "table", targetId: input.tableId, targetName: table };
    const after = { instance: found.instanceLabel, rows: found.rows, columns: [input.columnName] };
    return recordAudit(tx, context, { action: "table.profiled", ...target, after });
  });
  return found;
}
