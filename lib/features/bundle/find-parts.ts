import { getSite } from "@/lib/features/sharepoint/queries";
import { nearNames } from "@/lib/format/near-name";
import { type ApplyWork, onlyOne } from "./apply-work";
import {
  knownNames,
  listsNamed,
  presentConnections,
  presentDatabases,
  sitesOf,
  tableNamed,
  tableNames,
} from "./queries";
import { discoverNow, introspectNow } from "./read-catalogs";
import type { ListReference, SiteEntry, TableReference } from "./schema";
import { siteOf } from "./settle-sharepoint";
import type { BundlePath, NamedColumn, PresentDatabase, PresentList, PresentSite, PresentTable } from "./types";

/** What a reference stands for; `later` in a dry run, where it is made or read by the application itself. */
export type Found<T> = T | "later";

/** `geo.countries of Geography`, as a reader says it. */
export const tableText = ({ database, schema, table }: TableReference) => `${schema}.${table} of ${database}`;

function meant(wanted: string, names: Iterable<string>): string {
  const near = nearNames(wanted, names);
  return near.length === 0
    ? "Is the name right, and does the file or the catalog have it?"
    : `Did you mean ${near.map((name) => `“${name}”`).join(" or ")}?`;
}

/** Tells that a catalog has to be read for what follows, and reads it unless this is a dry run. */
async function readOnce(
  work: ApplyWork,
  id: string,
  name: string,
  why: string,
  read: () => Promise<unknown>,
): Promise<void> {
  if (work.read.has(id)) return;
  work.read.add(id);
  if (!work.isDry) {
    work.signal.throwIfAborted();
    await read();
  }
  work.onChange({ kind: "catalog", name, action: "create", fields: [], notes: [why] });
}

const readDatabase = (work: ApplyWork, database: PresentDatabase, why: string) =>
  readOnce(work, database.id, `${database.applicationName} / ${database.name}`, why, () =>
    introspectNow(work, database),
  );

/** Discovers a site once in an applying, and says why. */
export const readSite = (work: ApplyWork, site: Pick<PresentSite, "id" | "webUrl">, why: string) =>
  readOnce(work, site.id, site.webUrl, why, () => discoverNow(work, site.id));

/** Whether the file itself makes what is not there yet. */
function isInFile(work: ApplyWork, kind: "database" | "connection", name: string): boolean {
  const { applications = [], connections = [] } = work.file.bundle;
  if (kind === "connection") return connections.some((connection) => connection.name === name);
  return applications.some(({ databases = [] }) => databases.some((database) => database.name === name));
}

/** The table that a reference means; its database is introspected when the catalog lacks it. */
export async function findTable(work: ApplyWork, ref: TableReference, path: BundlePath): Promise<Found<PresentTable>> {
  const where = { name: ref.database, application: ref.application };
  const found = await presentDatabases(work.context, where);
  const place = [...path, "database"];
  const database = onlyOne(work, place, found, `databases named “${ref.database}”`, "Name the application too.");
  if (database === null) {
    if (work.isDry && isInFile(work, "database", ref.database)) return "later";
    return work.file.fail(
      place,
      `There is no database “${ref.database}”.`,
      meant(ref.database, await knownNames(work.context, { kind: "database" })),
    );
  }
  const look = () => tableNamed(work.context, { databaseId: database.id, schema: ref.schema, table: ref.table });
  const table = await look();
  if (table) return table;
  const known = await tableNames(work.context, { databaseId: database.id });
  const name = `${ref.schema}.${ref.table}`;
  const [near] = nearNames(name, known);
  await readDatabase(work, database, `${name} is not in the catalog yet${near ? ` (${near} is)` : ""}.`);
  if (work.isDry) return "later";
  const now = await look();
  if (now) return now;
  return work.file.fail(
    [...path, "table"],
    `The database “${database.name}” shows no table ${name}.`,
    meant(name, await tableNames(work.context, { databaseId: database.id })),
  );
}

/** The same table once its database was introspected on this way; in a dry run it stays as it is. */
export async function freshTable(
  work: ApplyWork,
  ref: TableReference,
  table: PresentTable,
  why: string,
): Promise<Found<PresentTable>> {
  const [database] = (
    await presentDatabases(work.context, { name: ref.database, application: ref.application })
  ).filter(({ id }) => id === table.databaseId);
  if (database) await readDatabase(work, database, why);
  if (work.isDry) return "later";
  return (
    (await tableNamed(work.context, { databaseId: table.databaseId, schema: ref.schema, table: ref.table })) ?? table
  );
}

/** Sites that a list may stand in, by what a reference says of them. */
export async function sitesFor(
  work: ApplyWork,
  ref: ListReference,
  path: BundlePath,
): Promise<Found<readonly PresentSite[]>> {
  const names =
    ref.connection === undefined ? await knownNames(work.context, { kind: "connection" }) : [ref.connection];
  const sites: PresentSite[] = [];
  let isComing = false;
  for (const name of new Set(names)) {
    const connections = (await presentConnections(work.context, { name })).filter(
      (connection) => connection.name === name,
    );
    const place = [...path, "connection"];
    const connection =
      ref.connection === undefined
        ? null
        : onlyOne(work, place, connections, `connections named “${name}”`, "Rename one of them first.");
    if (ref.connection !== undefined && connection === null) {
      if (!work.isDry || !isInFile(work, "connection", name))
        work.file.fail(
          place,
          `There is no connection “${name}”.`,
          meant(name, await knownNames(work.context, { kind: "connection" })),
        );
      isComing = true;
    }
    for (const { id } of connections) sites.push(...(await sitesOf(work.context, { connectionId: id })));
  }
  if (isComing) return "later";
  if (ref.site === undefined) return sites;
  const wanted = ref.site;
  const named = sites.filter(({ displayName }) => displayName === wanted);
  const site = siteOf(sites, wanted);
  const found = site ? [site] : named;
  if (found.length > 0) return found;
  const isComingSite = ({ address }: SiteEntry) => siteOf(sites, address) === null;
  if (work.isDry && (work.file.bundle.connections ?? []).some((connection) => connection.sites?.some(isComingSite)))
    return "later";
  const known = sites.flatMap(({ address, displayName }) => [address, ...(displayName ? [displayName] : [])]);
  return work.file.fail([...path, "site"], `There is no site “${wanted}”.`, meant(wanted, known));
}

/** The list that a reference means; its site is discovered when the catalog lacks it. */
export async function findList(work: ApplyWork, ref: ListReference, path: BundlePath): Promise<Found<PresentList>> {
  const sites = await sitesFor(work, ref, path);
  if (sites === "later") return "later";
  const look = () => listsNamed(work.context, { siteIds: sites.map(({ id }) => id), name: ref.list });
  const place = [...path, "list"];
  const twins = `lists named “${ref.list}”`;
  const known = onlyOne(work, place, await look(), twins, "Name connection and site too.");
  if (known) return known;
  if (work.isDry && isListInFile(work, ref.list)) return "later";
  // Only where the site is told: nobody wants all sites of a tenant read for one name.
  if (ref.site !== undefined)
    for (const site of sites) await readSite(work, site, `The list “${ref.list}” is not in the catalog yet.`);
  if (work.isDry && ref.site !== undefined) return "later";
  const now = onlyOne(work, place, await look(), twins, "Name connection and site too.");
  if (now) return now;
  return work.file.fail(
    place,
    `There is no list “${ref.list}”.`,
    meant(ref.list, await knownNames(work.context, { kind: "list" })),
  );
}

function isListInFile({ file }: ApplyWork, name: string): boolean {
  const sites = (file.bundle.connections ?? []).flatMap((connection) => connection.sites ?? []);
  return sites.some(({ lists = [] }) => lists.some((list) => list.name === name && list.provision !== undefined));
}

/** The list once its site was discovered on this way; in a dry run it stays as it is. */
export async function freshList(work: ApplyWork, list: PresentList, why: string): Promise<Found<PresentList>> {
  await readSite(work, await getSite(work.context, { siteId: list.siteId }), why);
  if (work.isDry) return "later";
  const named = await listsNamed(work.context, { siteIds: [list.siteId], name: list.displayName });
  return named.find(({ id }) => id === list.id) ?? list;
}

/** A column by its name; null for none. */
export function columnNamed(columns: readonly NamedColumn[], name: string): NamedColumn | null {
  return columns.find((column) => column.name === name) ?? null;
}

/** Fails at its place for a column that is not there. */
export function failForColumn(
  work: ApplyWork,
  path: BundlePath,
  name: string,
  columns: readonly NamedColumn[],
  where: string,
): never {
  return work.file.fail(
    path,
    `${where} has no column “${name}”.`,
    meant(
      name,
      columns.map((column) => column.name),
    ),
  );
}
