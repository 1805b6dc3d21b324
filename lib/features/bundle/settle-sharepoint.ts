import { setBudget } from "@/lib/features/budgets/mutations";
import { listBudgets } from "@/lib/features/budgets/queries";
import { licenceTiers, type SetBudgetInput } from "@/lib/features/budgets/schema";
import {
  addSite,
  createConnection,
  requestDiscovery,
  setConnectionStatus,
  setSiteStatus,
  setSiteTimeZone,
  updateConnection,
} from "@/lib/features/sharepoint/mutations";
import { createConnectionInput, siteTimeZoneInput, updateConnectionInput } from "@/lib/features/sharepoint/schema";
import { type ApplyWork, differences, parsedAt, settle, unmadeId } from "./apply-work";
import { compareCredential, presentConnections, sitesOf } from "./queries";
import type { ConnectionEntry, SiteEntry } from "./schema";
import { keptNotes, secretAt, secretFinding } from "./settle-databases";
import type { BundlePath, FieldChange, PresentConnection, PresentSite } from "./types";

/** Settles a connection with its sites; their lists follow when all tables are known. */
export async function settleConnection(work: ApplyWork, entry: ConnectionEntry, path: BundlePath): Promise<void> {
  const { context } = work;
  const present = await presentConnection(work, entry, path);
  const { name, tenantId, clientId, authorityHost, scope, status } = entry;
  const wanted = { name, tenantId, clientId, authorityHost: originOf(authorityHost), scope };
  const changes = differences(
    { ...wanted, secretExpires: entry.certificate ? undefined : entry.secretExpires },
    present,
  );
  const credential = await credentialOf(work, { entry, present, path, changes });
  const given = {
    name,
    tenantId,
    clientId,
    authorityHost: authorityHost ?? present?.authorityHost,
    scopes: scope || present ? [scope ?? present?.scope] : undefined,
    ...credential.input,
  };
  const create = present ? null : parsedAt(work, path, createConnectionInput, given);
  const update = present && parsedAt(work, path, updateConnectionInput, { connectionId: present.id, ...given });
  const budget = await budgetOf(work, entry);
  let connectionId = present?.id ?? null;
  await settle(work, {
    kind: "connection",
    name,
    path,
    isNew: present === null,
    fields: [
      ...changes,
      ...credential.fields,
      ...differences({ status: present || status === "DISABLED" ? status : undefined }, present),
      ...budget.fields,
    ],
    notes: credential.notes,
    perform: async () => {
      if (create) ({ connectionId } = await createConnection(context, create));
      else if (update && (changes.length > 0 || credential.fields.length > 0)) await updateConnection(context, update);
      if (budget.input && budget.fields.length > 0) await setBudget(context, budget.input);
      const ref = { connectionId: connectionId ?? "" };
      if (status === "ACTIVE") await setConnectionStatus(context, { ...ref, status });
      if (status === "DISABLED") work.last.push(() => setConnectionStatus(context, { ...ref, status }));
    },
  });
  const sites = connectionId ? await sitesOf(context, { connectionId }) : [];
  for (const [at, site] of (entry.sites ?? []).entries())
    await settleSite(work, { connectionId, connectionName: name, sites }, site, [...path, "sites", at]);
}

async function presentConnection(
  work: ApplyWork,
  entry: ConnectionEntry,
  path: BundlePath,
): Promise<PresentConnection | null> {
  const like = await presentConnections(work.context, entry);
  const named = like.filter(({ name }) => name === entry.name);
  if (named.length > 1)
    work.file.fail(path, `There are ${named.length} connections named “${entry.name}”.`, "Rename one of them first.");
  const [found] = named;
  const twin = like.find(
    ({ id, tenantId, clientId }) => id !== found?.id && tenantId === entry.tenantId && clientId === entry.clientId,
  );
  if (twin) {
    const remedy = `Write name: ${twin.name}, or give the connection another name there first.`;
    work.file.fail(
      [...path, "name"],
      `This application of this tenant has the connection “${twin.name}” already.`,
      remedy,
    );
  }
  return found ?? null;
}

/** The form in which an authority is stored. What is no address is left for the schema to refuse. */
function originOf(address: string | undefined): string | undefined {
  return address !== undefined && URL.canParse(address) ? new URL(address).origin : address;
}

interface CredentialQuestion {
  readonly entry: ConnectionEntry;
  readonly present: PresentConnection | null;
  readonly path: BundlePath;
  readonly changes: readonly FieldChange[];
}

const destination: ReadonlySet<string> = new Set(["tenantId", "clientId", "authorityHost", "scope"]);

async function credentialOf(work: ApplyWork, { entry, present, path, changes }: CredentialQuestion) {
  if (entry.secret !== undefined && entry.certificate !== undefined)
    work.file.fail(
      [...path, "certificate"],
      "A connection has a secret or a certificate.",
      "Leave one of the two out.",
    );
  const named = entry.certificate !== undefined ? "certificate" : entry.secret !== undefined ? "secret" : null;
  const kind = named ?? present?.credentialKind ?? "secret";
  const isMoved = changes.some(({ field }) => destination.has(field));
  const isNeeded = present === null || isMoved || present.credentialKind !== kind;
  const reference = kind === "certificate" ? entry.certificate : entry.secret;
  const value = secretAt(work, { reference, field: kind, path, isNeeded });
  const secretExpiresAt = entry.secretExpires === undefined ? (present?.secretExpires ?? null) : entry.secretExpires;
  const how = { credential: kind, secretExpiresAt };
  if (value === null) return { input: how, fields: [], notes: keptNotes(reference, kind) };
  const compared =
    present && (await compareCredential(work.context, { connectionId: present.id, kind, entered: value }));
  const found = secretFinding(value, compared, kind, isMoved);
  const entered = kind === "certificate" ? "clientCertificate" : "clientSecret";
  return { ...found, input: { ...how, ...(found.value === null ? {} : { [entered]: found.value }) } };
}

/** What the file says of the units that Graph allows, as the mutation takes it. */
function budgetInput({ tenantId, clientId, budget }: ConnectionEntry): SetBudgetInput | null {
  if (budget === undefined) return null;
  if (typeof budget === "string") return { tenantId, clientId, tier: budget };
  return { tenantId, clientId, tier: "other", minuteLimit: budget.minute, dayLimit: budget.day };
}

async function budgetOf(work: ApplyWork, entry: ConnectionEntry) {
  const input = budgetInput(entry);
  if (input === null) return { input, fields: [] };
  const [present] = await listBudgets(work.context, entry);
  const before = present?.isLimitFixed ? `${present.minuteLimit} a minute, ${present.dayLimit} a day` : "learned";
  const { minute, day } =
    input.tier === "learned" || input.tier === "other"
      ? { minute: input.minuteLimit, day: input.dayLimit }
      : licenceTiers[input.tier];
  const after = input.tier === "learned" ? "learned" : `${minute} a minute, ${day} a day`;
  return { input, fields: before === after ? [] : [{ field: "budget", before: present ? before : null, after }] };
}

interface SiteParent {
  readonly connectionId: string | null;
  readonly connectionName: string;
  readonly sites: readonly PresentSite[];
}

/** An address as it is compared: without its ending slash, case and query. */
function plainAddress(address: string): string {
  if (!URL.canParse(address)) return address.toLowerCase();
  const { hostname, pathname } = new URL(address);
  return `${hostname}${decodeURIComponent(pathname)}`.replace(/\/+$/, "").toLowerCase();
}

/** The known site that an address means: its own, or that of a page or list in it. */
export function siteOf(sites: readonly PresentSite[], address: string): PresentSite | null {
  const wanted = plainAddress(address);
  const holds = (own: string) => {
    const site = plainAddress(own);
    // The root site's address begins every other one.
    return wanted === site || (site.includes("/") && wanted.startsWith(`${site}/`));
  };
  const inside = sites.filter((site) => holds(site.address) || holds(site.webUrl));
  return inside.toSorted((a, b) => b.address.length - a.address.length)[0] ?? null;
}

async function settleSite(work: ApplyWork, parent: SiteParent, entry: SiteEntry, path: BundlePath): Promise<void> {
  const { context } = work;
  const present = siteOf(parent.sites, entry.address);
  const { timeZone, includesHidden, status } = entry;
  const wanted = { timeZone, includesHidden: present || includesHidden ? includesHidden : undefined };
  if (timeZone) parsedAt(work, path, siteTimeZoneInput, { siteId: unmadeId, timeZone });
  let siteId = present?.id ?? null;
  const name = `${parent.connectionName} / ${present?.address ?? entry.address}`;
  const fields = differences({ ...wanted, status: present || status === "DISABLED" ? status : undefined }, present);
  await settle(work, {
    kind: "site",
    name,
    path,
    isNew: present === null,
    fields,
    perform: async () => {
      if (siteId === null)
        ({ siteId } = await addSite(context, { connectionId: parent.connectionId ?? "", address: entry.address }));
      const ref = { siteId };
      if (timeZone !== undefined) await setSiteTimeZone(context, { ...ref, timeZone });
      if (status === "ACTIVE") await setSiteStatus(context, { ...ref, status });
      if (fields.some(({ field }) => field === "includesHidden"))
        await requestDiscovery(context, { ...ref, includesHidden });
      if (status === "DISABLED") work.last.push(() => setSiteStatus(context, { ...ref, status }));
    },
  });
}
