import { provisionList } from "@/lib/features/sharepoint/mutations";
import { previewList } from "@/lib/features/sharepoint/queries";
import { columnEdit, provisionListInput } from "@/lib/features/sharepoint/schema";
import { type ApplyWork, onlyOne, parsedAt, settle, unmadeId } from "./apply-work";
import { columnNamed, failForColumn, findTable, freshTable, readSite, tableText } from "./find-parts";
import { listsNamed, presentConnections, presentDefinitions, sitesOf } from "./queries";
import { discoverNow } from "./read-catalogs";
import type { ConnectionEntry, ListEntry } from "./schema";
import { siteOf } from "./settle-sharepoint";
import type { BundlePath, PresentList, PresentSite, PresentTable } from "./types";

/** Settles the lists of a connection's sites, after the tables that they are made from are known. */
export async function settleLists(work: ApplyWork, entry: ConnectionEntry, path: BundlePath): Promise<void> {
  const [connection] = (await presentConnections(work.context, { name: entry.name })).filter(
    ({ name }) => name === entry.name,
  );
  const sites = connection ? await sitesOf(work.context, { connectionId: connection.id }) : [];
  for (const [at, site] of (entry.sites ?? []).entries()) {
    const present = await discovered(work, siteOf(sites, site.address), (site.lists ?? []).length > 0);
    for (const [index, list] of (site.lists ?? []).entries()) {
      const name = `${entry.name} / ${present?.displayName ?? site.address} / ${list.name}`;
      await settleList(work, { name, site: present, entry: list, path: [...path, "sites", at, "lists", index] });
    }
  }
}

/** A site that was just taken up shows nothing yet: a list of a name that stands there would be taken for missing. */
async function discovered(work: ApplyWork, site: PresentSite | null, hasLists: boolean): Promise<PresentSite | null> {
  if (site === null || !hasLists || site.lastDiscoveredAt || work.read.has(site.id)) return site;
  work.read.add(site.id);
  if (!work.isDry) await discoverNow(work, site.id);
  work.onChange({
    kind: "catalog",
    name: site.address,
    action: "create",
    fields: [],
    notes: ["The site was never discovered."],
  });
  return site;
}

interface ListWork {
  readonly name: string;
  readonly site: PresentSite | null;
  readonly entry: ListEntry;
  readonly path: BundlePath;
}

async function settleList(work: ApplyWork, { name, site, entry, path }: ListWork): Promise<void> {
  const look = async () =>
    onlyOne(
      work,
      path,
      site ? await listsNamed(work.context, { siteIds: [site.id], name: entry.name }) : [],
      `lists named “${entry.name}” in this site`,
      "Rename one of them in SharePoint; if one was deleted, discover the site again.",
    );
  let present = await look();
  // One that people made since the site was discovered is not in the catalog yet.
  if (present === null && site !== null && !entry.provision && !work.isDry) {
    await readSite(work, site, `The list “${entry.name}” is not in the catalog yet.`);
    present = await look();
  }
  if (!entry.provision) {
    if (present === null && site !== null && !work.isDry)
      work.file.fail(
        path,
        `The site has no list “${entry.name}”.`,
        "Add “provision:” with the table it is made from, or make it in SharePoint.",
      );
    const notes = present ? [] : ["It is looked for when the site is discovered."];
    return settle(work, { kind: "list", name, path, isNew: false, fields: [], notes, perform: async () => undefined });
  }
  const writer = present === null && site ? await writerOfFormer(work, site, entry.name) : null;
  if (writer !== null) {
    const notes = [
      `It was deleted, and “${writer}” stands on it: it is made again with “recreated: true” in the target of that definition.`,
    ];
    return settle(work, { kind: "list", name, path, isNew: false, fields: [], notes, perform: async () => undefined });
  }
  const plan = await planOf(work, entry.provision, [...path, "provision"]);
  const missing = plan && present ? plan.planned.filter((column) => columnNamed(present.columns, column) === null) : [];
  const isOurs = present?.isProvisioned || entry.provision.adopt;
  const notes: string[] = [];
  if (present && !isOurs && missing.length > 0)
    notes.push(
      `The list is there and is taken as it is, without ${missing.join(", ")}; “adopt: true” adds what it lacks.`,
    );
  if (!present)
    notes.push(
      plan ? `With the columns ${plan.planned.join(", ")}.` : "Its columns are planned when the table is read.",
    );
  await settle(work, {
    kind: "list",
    name,
    path,
    isNew: present === null,
    fields: isOurs && missing.length > 0 ? [{ field: "columns", before: null, after: missing.join(", ") }] : [],
    notes,
    perform: async () => {
      const input = parsedAt(work, path, provisionListInput, {
        tableId: plan?.table.id ?? unmadeId,
        siteId: site?.id ?? unmadeId,
        displayName: entry.name,
        columns: plan?.columns,
        edits: plan?.edits,
        adoptListId: adopted(present, entry),
      });
      const made = await provisionList(work.context, input);
      for (const { sourceColumn, reason } of made.refused)
        work.onProgress(`${name}: ${sourceColumn} was left out. ${reason}`);
    },
  });
}

/** The definition that wrote to a list of this name which was deleted, unless the file says of one that it was made again; null for none. */
async function writerOfFormer(work: ApplyWork, site: PresentSite, name: string): Promise<string | null> {
  const { definitions = [] } = work.file.bundle;
  if (definitions.some(({ target }) => target.list === name && target.recreated)) return null;
  const [writer] = await presentDefinitions(work.context, { goneList: { siteId: site.id, name } });
  return writer?.name ?? null;
}

/** A list that was made for this table is found again by its mark; any other one is named. */
function adopted(present: PresentList | null, { provision }: ListEntry): string | undefined {
  return present && provision?.adopt && !present.isProvisioned ? present.listGuid : undefined;
}

type Provision = NonNullable<ListEntry["provision"]>;

interface Plan {
  readonly table: PresentTable;
  /** Source columns to take; all where undefined. */
  readonly columns: string[] | undefined;
  readonly edits: ReturnType<typeof columnEdit.parse>[];
  /** Internal names of the list's columns. */
  readonly planned: readonly string[];
}

/** What the list is made of; null in a dry run where the table is not known yet. */
async function planOf(work: ApplyWork, provision: Provision, path: BundlePath): Promise<Plan | null> {
  const found = await findTable(work, provision.table, [...path, "table"]);
  if (found === "later") return null;
  const wishes = (provision.columns ?? []).map((column) => (typeof column === "string" ? { from: column } : column));
  const isThere = (table: PresentTable) => wishes.every(({ from }) => columnNamed(table.columns, from) !== null);
  const fresh = isThere(found)
    ? found
    : await freshTable(work, provision.table, found, "A column is not in the catalog yet.");
  if (fresh === "later") return null;
  for (const [at, { from }] of wishes.entries())
    if (columnNamed(fresh.columns, from) === null)
      failForColumn(work, [...path, "columns", at], from, fresh.columns, tableText(provision.table));
  const edits = wishes.map(({ from, name, ...edit }, at) =>
    parsedAt(work, [...path, "columns", at], columnEdit, { ...edit, sourceColumn: from, columnName: name }),
  );
  const columns = provision.columns && wishes.map(({ from }) => from);
  const preview = await previewList(work.context, { tableId: fresh.id, columns, edits });
  return { table: fresh, columns, edits, planned: preview.flatMap(({ columnName }) => columnName ?? []) };
}
