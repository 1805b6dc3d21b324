import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Column, Facet, JsonObject, List } from "./entities";
import { badPayload, GraphError, invalidRequest, nameTaken } from "./errors";
import type { Profile } from "./profile";
import { takenColumnNames } from "./system-columns";

// Graph contract 5 (column definitions) and 12 (limits of a list).

const MAX_INDEXES = 20;

const facetSchemas = {
  text: z.strictObject({
    allowMultipleLines: z.boolean().default(false),
    appendChangesToExistingText: z.boolean().default(false),
    linesForEditing: z.number().int().min(0).default(0),
    maxLength: z.number().int().min(1).optional(),
    textType: z.enum(["plain", "richText"]).optional(),
  }),
  choice: z.strictObject({
    allowTextEntry: z.boolean().default(false),
    choices: z.array(z.string().min(1)).default([]),
    displayAs: z.enum(["checkBoxes", "dropDownMenu", "radioButtons"]).default("dropDownMenu"),
  }),
  number: z.strictObject({
    decimalPlaces: z.enum(["automatic", "none", "one", "two", "three", "four", "five"]).default("automatic"),
    displayAs: z.enum(["number", "percentage"]).default("number"),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
  }),
  currency: z.strictObject({ locale: z.string().default("en-US") }),
  dateTime: z.strictObject({
    displayAs: z.enum(["default", "friendly", "standard"]).default("default"),
    format: z.enum(["dateOnly", "dateTime"]).default("dateTime"),
  }),
  boolean: z.strictObject({}),
  lookup: z.strictObject({
    listId: z.string(),
    columnName: z.string().default("Title"),
    allowMultipleValues: z.boolean().default(false),
    allowUnlimitedLength: z.boolean().default(false),
    primaryLookupColumnId: z.string().optional(),
  }),
  personOrGroup: z.strictObject({
    allowMultipleSelection: z.boolean().default(false),
    chooseFromType: z.enum(["peopleAndGroups", "peopleOnly"]).default("peopleAndGroups"),
    displayAs: z.string().default("nameWithPresence"),
  }),
  hyperlinkOrPicture: z.strictObject({ isPicture: z.boolean().default(false) }),
} as const;

type CreatableKind = keyof typeof facetSchemas;
const isCreatable = (key: string): key is CreatableKind => Object.hasOwn(facetSchemas, key);

/** Facets the schema knows but the sandbox, like the reports on the service, cannot make from a definition. */
const modelledOnly = new Set(["calculated", "term", "thumbnail", "geolocation", "contentApprovalStatus"]);

const common = {
  displayName: z.string().min(1).max(255),
  description: z.string(),
  columnGroup: z.string(),
  enforceUniqueValues: z.boolean(),
  indexed: z.boolean(),
  hidden: z.boolean(),
  readOnly: z.boolean(),
  required: z.boolean(),
  defaultValue: z.strictObject({ value: z.string().optional(), formula: z.string().optional() }),
  validation: z.object({ formula: z.string() }),
};
const ignored = ["@odata.type", "type", "propagateChanges", "isReorderable", "isDeletable", "isSealed"];
const definitionSchema = z.object({ name: z.string().min(1).max(255), ...common }).partial();

/** The `type` word of a column (Graph contract 5.1). */
export function columnType(facet: Facet): string {
  if (facet.kind === "text") return facet.allowMultipleLines ? "note" : "text";
  if (facet.kind === "choice") return facet.displayAs === "checkBoxes" ? "multichoice" : "choice";
  if (facet.kind === "personOrGroup") return "user";
  if (facet.kind === "hyperlinkOrPicture") return "url";
  if (facet.kind === "term") return facet.allowMultipleValues ? "multiterm" : "term";
  return facet.kind === "none" ? facet.type : facet.kind;
}

/** A columnDefinition as Graph shows it; a type that Graph does not model shows no facet (Graph contract 5.1). */
export function columnJson(column: Column): JsonObject {
  const { kind, ...members } = column.facet;
  return {
    id: column.id,
    name: column.name,
    displayName: column.displayName,
    description: column.description,
    columnGroup: column.columnGroup,
    type: columnType(column.facet),
    enforceUniqueValues: column.enforceUniqueValues,
    indexed: column.indexed,
    hidden: column.hidden,
    readOnly: column.readOnly,
    required: column.required,
    isDeletable: column.isDeletable,
    isSealed: column.isSealed,
    isReorderable: true,
    propagateChanges: false,
    ...(column.defaultValue ? { defaultValue: { ...column.defaultValue } } : {}),
    ...(column.validation ? { validation: { ...column.validation } } : {}),
    ...(kind === "none" ? {} : { [kind]: members as JsonObject }),
  };
}

/** Internal names: letters, digits and `_` stay, everything else and a leading digit become `_xHHHH_` (Graph contract 5.2). */
export function encodeInternalName(name: string): string {
  let encoded = "";
  for (let at = 0; at < name.length; at++) {
    const char = name.charAt(at);
    const plain = at === 0 ? /[A-Za-z_]/.test(char) : /[A-Za-z0-9_]/.test(char);
    encoded += plain ? char : `_x${char.charCodeAt(0).toString(16).padStart(4, "0")}_`;
  }
  return encoded;
}

/** Lookups and people, single or multiple: what SharePoint counts as a join (Graph contract 6.3). */
export const isLookupLike = (column: Column) => column.facet.kind === "lookup" || column.facet.kind === "personOrGroup";

export function isMultiple(facet: Facet): boolean {
  if (facet.kind === "choice") return facet.displayAs === "checkBoxes";
  if (facet.kind === "lookup" || facet.kind === "term") return facet.allowMultipleValues;
  return facet.kind === "personOrGroup" && facet.allowMultipleSelection;
}

/** Graph contract 12: note, multi-choice, multi-lookup, calculated and hyperlink columns take no index. */
export function isIndexable(facet: Facet): boolean {
  if (facet.kind === "text") return !facet.allowMultipleLines;
  return !["hyperlinkOrPicture", "calculated", "thumbnail", "none"].includes(facet.kind) && !isMultiple(facet);
}

const columnCosts: Record<string, { most: number; bytes: number }> = {
  text: { most: 255, bytes: 30 },
  note: { most: 350, bytes: 22 },
  choice: { most: 255, bytes: 30 },
  multichoice: { most: 350, bytes: 22 },
  number: { most: 550, bytes: 14 },
  currency: { most: 550, bytes: 14 },
  dateTime: { most: 550, bytes: 14 },
  lookup: { most: 750, bytes: 10 },
  user: { most: 750, bytes: 10 },
  boolean: { most: 1000, bytes: 7 },
  url: { most: 127, bytes: 60 },
  calculated: { most: 255, bytes: 30 },
  term: { most: 190, bytes: 60 },
  multiterm: { most: 190, bytes: 60 },
};

function checkRoom(columns: Column[], added: Column, profile: Profile): void {
  const custom = [...columns.filter((column) => !column.system), added];
  const type = columnType(added.facet);
  const bytes = custom.reduce((sum, column) => sum + (columnCosts[columnType(column.facet)]?.bytes ?? 30), 0);
  if (bytes > profile.rowBytes) throw invalidRequest("The total size of the columns in this list exceeds the limit.");
  const count = custom.filter((column) => columnType(column.facet) === type).length;
  if (count > (columnCosts[type]?.most ?? 255))
    throw invalidRequest(`The list holds too many columns of type ${type}.`);
}

function checkIndex(
  list: List,
  changed: Column,
  before: Column | undefined,
  itemCount: number,
  profile: Profile,
): void {
  const { columns } = list;
  if (changed.enforceUniqueValues && !changed.indexed)
    throw invalidRequest("This field must be indexed to enforce unique values");
  if (changed.enforceUniqueValues && changed.facet.kind === "boolean")
    throw invalidRequest("A column of this type cannot enforce unique values.");
  if (changed.indexed && !isIndexable(changed.facet)) throw invalidRequest("A column of this type cannot be indexed.");
  const wasIndexed = before?.indexed ?? false;
  const wasUnique = before?.enforceUniqueValues ?? false;
  if (changed.indexed === wasIndexed && changed.enforceUniqueValues === wasUnique) return;
  const isModerated = list.contentApproval || list.readOwnOnly;
  if (changed.enforceUniqueValues && isModerated && profile.uniqueWithApproval === "refuse")
    throw invalidRequest("Unique values cannot be enforced in a list with content approval or item-level permissions.");
  if (itemCount > profile.indexChangeMaximum)
    throw invalidRequest("The index of a column cannot be changed in a list with more than 20,000 items.");
  const others = columns.filter((column) => column.indexed && !column.system && column.id !== changed.id).length;
  if (changed.indexed && others >= MAX_INDEXES) throw invalidRequest("The list already has 20 indexed columns.");
}

function readObject(body: unknown): Record<string, unknown> {
  const parsed = z.record(z.string(), z.unknown()).safeParse(body);
  if (!parsed.success) throw invalidRequest();
  // Graph contract 4.3: null for an optional part is answered by a general exception, not ignored.
  if (Object.values(parsed.data).some((value) => value === null)) throw badPayload();
  for (const key of Object.keys(parsed.data)) {
    const known = Object.hasOwn(common, key) || key === "name" || ignored.includes(key);
    if (!known && !isCreatable(key) && !modelledOnly.has(key)) throw invalidRequest();
  }
  return parsed.data;
}

function readFacet(body: Record<string, unknown>, profile: Profile): Facet {
  const keys = Object.keys(body).filter((key) => isCreatable(key) || modelledOnly.has(key));
  const kind = keys[0];
  const refused =
    keys.length !== 1 ||
    kind === undefined ||
    !isCreatable(kind) ||
    (kind === "currency" && !profile.allowCurrencyColumns);
  if (refused) throw invalidRequest("Unable to determine type of provided column definition");
  return parseFacet(kind, body[kind]);
}

function parseFacet(kind: CreatableKind, members: unknown): Facet {
  const parsed = facetSchemas[kind].safeParse(members);
  if (!parsed.success) throw invalidRequest();
  if (kind === "text") {
    const text = facetSchemas.text.parse(members);
    // Without a word about it a note is rich and comes back as HTML (Graph contract, trap 25).
    const textType = text.textType ?? (text.allowMultipleLines ? "richText" : "plain");
    return { kind, ...text, textType, maxLength: text.maxLength ?? (text.allowMultipleLines ? 63_999 : 255) };
  }
  return { kind, ...parsed.data } as Facet;
}

/** Builds the column that POST …/columns asks for, or throws the refusal of Graph contract 5.2, 5.3 or 12. */
export function createColumn(body: unknown, list: List, itemCount: number, profile: Profile): Column {
  const raw = readObject(body);
  const parsed = definitionSchema.safeParse(raw);
  const asked = parsed.success ? (parsed.data.name ?? parsed.data.displayName) : undefined;
  if (!parsed.success || asked === undefined) throw invalidRequest();
  const facet = readFacet(raw, profile);
  if (facet.kind === "text" && !facet.allowMultipleLines && facet.maxLength > 255)
    throw invalidRequest("The maximum length of a single line of text is 255.");
  const displayName =
    profile.displayNameOnCreate === "honour" ? (parsed.data.displayName ?? parsed.data.name ?? asked) : asked;
  const column: Column = {
    id: randomUUID(),
    name: freeName(encodeInternalName(asked), list, profile),
    displayName,
    description: parsed.data.description ?? "",
    columnGroup: parsed.data.columnGroup ?? "Custom Columns",
    facet,
    enforceUniqueValues: parsed.data.enforceUniqueValues ?? false,
    indexed: parsed.data.indexed ?? false,
    hidden: (parsed.data.hidden ?? false) && profile.hiddenColumns !== "ignore",
    readOnly: parsed.data.readOnly ?? false,
    required: parsed.data.required ?? false,
    isDeletable: true,
    isSealed: false,
    ...(parsed.data.defaultValue ? { defaultValue: parsed.data.defaultValue } : {}),
    ...(parsed.data.validation ? { validation: parsed.data.validation } : {}),
    system: false,
  };
  if (takenColumnNames.has(column.displayName.toLowerCase())) throw columnTaken();
  checkIndex(list, column, undefined, itemCount, profile);
  checkRoom(list.columns, column, profile);
  return column;
}

const columnTaken = () => nameTaken("A column with this name already exists in the list.");

function freeName(name: string, list: List, profile: Profile): string {
  const taken = (candidate: string) =>
    takenColumnNames.has(candidate.toLowerCase()) ||
    list.columns.some((column) => column.name.toLowerCase() === candidate.toLowerCase());
  if (!taken(name)) return name;
  if (profile.duplicateColumn === "refuse") throw columnTaken();
  for (let suffix = 0; ; suffix++) if (!taken(`${name}${suffix}`)) return `${name}${suffix}`;
}

/** Applies PATCH …/columns/{id}: anything but the id and the type (Graph contract 5.4). */
export function patchColumn(body: unknown, list: List, column: Column, itemCount: number, profile: Profile): Column {
  const raw = readObject(body);
  const parsed = definitionSchema.safeParse(raw);
  if (!parsed.success || "id" in raw) throw invalidRequest();
  if (column.isSealed) throw new GraphError(403, "accessDenied", "The column is sealed.");
  const { name, ...changes } = parsed.data;
  if (name !== undefined && name !== column.name) throw invalidRequest("The name of a column cannot be changed.");
  const facetKeys = Object.keys(raw).filter(isCreatable);
  const changed: Column = { ...column, ...changes };
  for (const kind of facetKeys) {
    if (kind !== column.facet.kind) throw invalidRequest("The type of a column cannot be changed.");
    changed.facet = parseFacet(kind, { ...membersOf(column.facet), ...readMembers(raw[kind]) });
    if (columnType(changed.facet) !== columnType(column.facet))
      throw invalidRequest("The type of a column cannot be changed.");
  }
  checkIndex(list, changed, column, itemCount, profile);
  return changed;
}

function readMembers(value: unknown): Record<string, unknown> {
  const parsed = z.record(z.string(), z.unknown()).safeParse(value);
  if (!parsed.success) throw invalidRequest();
  return parsed.data;
}

function membersOf(facet: Facet): Record<string, unknown> {
  const { kind: _kind, ...members } = facet;
  return members;
}
