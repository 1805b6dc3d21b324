import { z } from "zod";
import type { Context } from "@/lib/context";
import { AppError } from "@/lib/errors/app-error";
import {
  knownNames,
  presentConnections,
  presentDatabases,
  presentDefinitions,
  sitesOf,
} from "@/lib/features/bundle/queries";
import { siteOf } from "@/lib/features/bundle/settle-sharepoint";
import type { PresentDatabase, PresentDefinition, PresentSite } from "@/lib/features/bundle/types";
import { listTables } from "@/lib/features/tables/queries";
import type { TableRow } from "@/lib/features/tables/types";
import { nearNames } from "@/lib/format/near-name";
import { usageError } from "../usage-error";

const uuid = z.uuid();
const isId = (text: string) => uuid.safeParse(text).success;

type Kind = "definition" | "database" | "site" | "table" | "list";

/** What to do where nothing of a kind is there, so that no name can be the right one. */
const absent: Readonly<Record<Kind, string>> = {
  definition: "There is no definition yet: make one on a page, or by syncbridge apply.",
  database: "There is no database yet: name one on a page, or by syncbridge apply.",
  site: "There is no site yet: name one on a page, or by syncbridge apply.",
  table: "No table is in its catalog: syncbridge introspect DATABASE reads them.",
  list: "No list of its site is in the catalog: syncbridge discover SITE reads them.",
};

/** So many names are told; who wants all finds them elsewhere. */
const mostTold = 10;
const everything: Readonly<Record<Kind, string>> = {
  definition: "syncbridge status shows all definitions.",
  database: "syncbridge export writes all databases.",
  site: "syncbridge export writes all sites.",
  table: "the database's page shows all.",
  list: "the site's page shows all.",
};

function remedyOf(kind: Kind, wanted: string, known: readonly string[]): string {
  const quoted = (names: readonly string[], last: string) =>
    names.map((name) => `“${name}”`).reduce((text, name, at) => text + (at === names.length - 1 ? last : ", ") + name);
  const near = nearNames(wanted, known);
  if (near.length > 0) return `Did you mean ${quoted(near, " or ")}?`;
  if (known.length === 0) return absent[kind];
  const told = known.slice(0, mostTold);
  if (told.length === known.length) return `There is ${quoted(told, " and ")}.`;
  return `There is ${quoted(told, ", ")} and others: ${everything[kind]}`;
}

/** The one thing that a name means. Throws `not-found` with what may have been meant, `input-invalid` with the ids where there are several. */
export function theOne<T extends { readonly id: string }>(
  kind: Kind,
  wanted: string,
  found: readonly T[],
  known: Iterable<string>,
): T {
  const [first] = found;
  if (first === undefined) {
    throw new AppError("not-found", {
      message: `There is no ${kind} “${wanted}”.`,
      remedy: remedyOf(kind, wanted, [...new Set(known)].toSorted()),
    });
  }
  if (found.length > 1) {
    throw usageError(
      `There are ${found.length} of the name “${wanted}”.`,
      `Name the ${kind} by its id: ${found.map(({ id }) => id).join(", ")}.`,
    );
  }
  return first;
}

/** A definition by its name or id. */
export async function definitionNamed(context: Context, name: string): Promise<PresentDefinition> {
  const found = await presentDefinitions(context, isId(name) ? { ids: [name] } : { name });
  return theOne("definition", name, found, found.length > 0 ? [] : await knownNames(context, { kind: "definition" }));
}

/** A database by its name, `APPLICATION/NAME`, or id. */
export async function databaseNamed(context: Context, name: string): Promise<PresentDatabase> {
  const all = await presentDatabases(context, {});
  const isMeant = (database: PresentDatabase) =>
    [database.id, database.name, `${database.applicationName}/${database.name}`].includes(name);
  return theOne(
    "database",
    name,
    all.filter(isMeant),
    all.map((database) => database.name),
  );
}

/** A site by its address, display name or id. */
export async function siteNamed(context: Context, name: string): Promise<PresentSite> {
  const all: PresentSite[] = [];
  for (const { id } of await presentConnections(context)) all.push(...(await sitesOf(context, { connectionId: id })));
  const byAddress = name.includes("/") ? siteOf(all, name.includes("://") ? name : `https://${name}`) : null;
  const found = byAddress ? [byAddress] : all.filter(({ id, displayName }) => id === name || displayName === name);
  const known = all.flatMap(({ address, displayName }) => [address, ...(displayName ? [displayName] : [])]);
  return theOne("site", name, found, known);
}

/** A table of the catalog by `schema.table`, `DATABASE/schema.table`, or id. */
export async function tableNamed(context: Context, name: string): Promise<TableRow> {
  const slash = name.lastIndexOf("/");
  const own = name.slice(slash + 1);
  const filter = { presence: "present", sort: "name", direction: "asc", limit: 200 } as const;
  const database = slash > 0 ? await databaseNamed(context, name.slice(0, slash)) : null;
  const within = database ? { databaseId: database.id } : {};
  const { rows } = await listTables(context, { ...filter, ...within, ...(isId(name) ? {} : { search: own }) });
  const text = ({ schemaName, tableName }: TableRow) => `${schemaName}.${tableName}`;
  const found = rows.filter((row) => row.id === name || text(row) === own);
  if (found.length > 0) return theOne("table", name, found, []);
  const [, bare = own] = own.split(".");
  const near = await listTables(context, { ...filter, ...within, search: bare.slice(0, 4) });
  const some = near.rows.length > 0 ? near : await listTables(context, { ...filter, ...within });
  return theOne("table", name, [], some.rows.map(text));
}
