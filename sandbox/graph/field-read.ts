import { calculate } from "./calculated";
import { isLookupLike, isMultiple } from "./columns";
import type { Author, Column, FieldValue, FieldValues, Item, ItemVersion, Json, JsonObject } from "./entities";
import type { ListData } from "./list-data";
import type { Profile } from "./profile";
import { APP_AUTHOR_ROW, guidOf, USER_LIST } from "./seed";
import type { Store } from "./store";
import { offsetAt } from "./time-zone";

// Graph contract 5.6, 6.2 and 6.3: how an item's values are shown.

/** Lookups and people shown in one query of a collection; the rest vanish without a word (Graph contract 6.3). */
const MAX_JOINS = 12;

export interface ReadRules {
  store: Store;
  data: ListData;
  siteId: string;
  timeZone: string;
  profile: Profile;
  select?: string[];
  /** Part of a collection: the join limit holds. */
  collection?: boolean;
  /** The answer of a create, whose dates some tenants shift (Graph contract table (d) 11). */
  created?: boolean;
}

type Shown = Pick<
  Item,
  "id" | "version" | "created" | "modified" | "createdBy" | "modifiedBy" | "contentTypeId" | "guid"
> & {
  values: FieldValues;
};

export const eTagOf = (item: Pick<Item, "guid" | "version">, profile: Profile) =>
  profile.eTagBraces ? `"{${item.guid.toUpperCase()}},${item.version}"` : `"${item.guid},${item.version}"`;

/** The row of the site's User Information List that stands for an author. */
export const authorRow = (author: Author) =>
  author.startsWith("app:") ? APP_AUTHOR_ROW : Number(author.slice("user:".length));

/** The field set of an item; empty cells are absent. */
export function fieldsJson(item: Shown, rules: ReadRules): JsonObject {
  const fields: JsonObject = { "@odata.etag": eTagOf(item, rules.profile) };
  const show = (key: string, value: Json | undefined) => {
    if (value !== undefined) fields[key] = value;
  };
  let joins = 0;
  const joinAllowed = () => !rules.collection || ++joins <= MAX_JOINS;

  if (rules.select && !rules.select.includes("*")) {
    for (const key of rules.select) {
      if (key === "id" || key === "ID") show(key, String(item.id));
      else readNamed(key, item, rules, joinAllowed, show);
    }
    return fields;
  }
  show("id", String(item.id));
  for (const column of rules.data.list.columns) {
    if (column.hidden || column.name === "ID") continue;
    if (column.system) showSystem(column.name, item, show, joinAllowed);
    else if (isLookupLike(column)) {
      if (joinAllowed()) showLookup(column, item, rules, show);
    } else show(column.name, cellJson(column, cellOf(column, item, rules), rules));
  }
  for (const key of complianceKeys) show(key, "");
  return fields;
}

const complianceKeys = ["_ComplianceFlags", "_ComplianceTag", "_ComplianceTagWrittenTime", "_ComplianceTagUserId"];

type Show = (key: string, value: Json | undefined) => void;

/** One name of `$select`: a column, a lookup's id, or a lookup's shown value; an unknown name shows nothing. */
function readNamed(key: string, item: Shown, rules: ReadRules, joinAllowed: () => boolean, show: Show): void {
  const column = rules.data.column(key);
  if (column && !column.system && !isLookupLike(column)) {
    show(key, cellJson(column, cellOf(column, item, rules), rules));
    return;
  }
  if (column?.system) {
    const only: Show = (name, value) => name.startsWith(key) && show(name, value);
    showSystem(column.name, item, only, joinAllowed);
    return;
  }
  if (complianceKeys.includes(key)) show(key, "");
  const base = key.endsWith("LookupId") ? rules.data.column(key.slice(0, -"LookupId".length)) : column;
  if (!base || !isLookupLike(base) || !joinAllowed()) return;
  if (base.system) showSystem(base.name, item, show, () => true);
  else if (base === column && !isMultiple(base.facet)) {
    const id = item.values[base.name];
    if (typeof id === "number") show(key, lookupValue(base, id, rules));
  } else showLookup(base, item, rules, show);
}

function showSystem(name: string, item: Shown, show: Show, joinAllowed: () => boolean): void {
  const join = name === "Author" || name === "Editor";
  if (join && !joinAllowed()) return;
  const [key, value] = systemValue(name, item);
  show(key, value);
}

/** A system column's key in `fields` and its value; those that are never shown have none. */
function systemValue(name: string, item: Shown): [string, Json | undefined] {
  const title = item.values.Title;
  const appRow = (author: Author) => (author.startsWith("app:") ? String(APP_AUTHOR_ROW) : undefined);
  switch (name) {
    case "ContentType":
      return [name, item.contentTypeId.startsWith("0x0120") ? "Folder" : "Item"];
    case "LinkTitle":
    case "LinkTitleNoMenu":
      return [name, typeof title === "string" ? title : undefined];
    case "Created":
      return [name, item.created];
    case "Modified":
      return [name, item.modified];
    case "Author":
      return ["AuthorLookupId", String(authorRow(item.createdBy))];
    case "Editor":
      return ["EditorLookupId", String(authorRow(item.modifiedBy))];
    case "AppAuthor":
      return ["AppAuthorLookupId", appRow(item.createdBy)];
    case "AppEditor":
      return ["AppEditorLookupId", appRow(item.modifiedBy)];
    case "_UIVersionString":
      return [name, `${item.version}.0`];
    case "Attachments":
      return [name, false];
    case "Edit":
      return [name, ""];
    case "ItemChildCount":
    case "FolderChildCount":
      return [name, "0"];
    default:
      return [name, undefined];
  }
}

function showLookup(column: Column, item: Shown, rules: ReadRules, show: Show): void {
  const value = item.values[column.name];
  if (value === undefined) return;
  // Single ids are shown as text, ids in an array as numbers (Graph contract 6.2, trap 20).
  if (!Array.isArray(value)) {
    show(`${column.name}LookupId`, String(value));
    return;
  }
  show(
    column.name,
    value.map((id) => {
      const shown: JsonObject = { LookupId: Number(id), LookupValue: lookupValue(column, Number(id), rules) ?? "" };
      if (column.facet.kind === "personOrGroup") shown.Email = personEmail(Number(id), rules);
      return shown;
    }),
  );
}

function lookupValue(column: Column, id: number, rules: ReadRules): string | undefined {
  const target =
    column.facet.kind === "lookup" ? column.facet : { listId: userListId(rules.siteId), columnName: "Title" };
  const value = rules.store.lists.get(target.listId)?.items.get(id)?.values[target.columnName];
  return value === undefined || typeof value === "object" ? undefined : String(value);
}

const userListId = (siteId: string) => guidOf(`list:${siteId}:${USER_LIST}`);

function personEmail(id: number, rules: ReadRules): string {
  const email = rules.store.lists.get(userListId(rules.siteId))?.items.get(id)?.values.EMail;
  return typeof email === "string" ? email : "";
}

const cellOf = (column: Column, item: Shown, { data }: ReadRules): FieldValue | undefined =>
  column.facet.kind === "calculated"
    ? calculate(column.facet, data.list.columns, item.values)
    : item.values[column.name];

/** The number of a term in the site's hidden list of terms; here every term has the same. */
const termJson = (stored: string): JsonObject => {
  const [Label = "", TermGuid = ""] = stored.split("|");
  return { Label, TermGuid, WssId: 1 };
};

function cellJson(column: Column, value: FieldValue | undefined, rules: ReadRules): Json | undefined {
  if (value === undefined) return undefined;
  if (column.facet.kind === "term") {
    if (!isMultiple(column.facet)) return termJson(String(value));
    return [value].flat().map((each) => termJson(String(each)));
  }
  const shifted = rules.created && rules.profile.postDateShift && column.facet.kind === "dateTime";
  if (shifted && typeof value === "string") {
    const instant = new Date(value);
    return `${new Date(instant.getTime() + offsetAt(instant, rules.timeZone)).toISOString().slice(0, 19)}Z`;
  }
  if (typeof value !== "object" || Array.isArray(value)) return value;
  return { Url: value.Url, Description: value.Description };
}

/** An older version shown as the item was then. */
export const asVersion = (item: Item, version: ItemVersion): Shown => ({ ...item, ...version });
