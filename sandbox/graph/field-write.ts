import { randomBytes } from "node:crypto";
import { z } from "zod";
import { wholeSeconds } from "./clock";
import { isLookupLike, isMultiple } from "./columns";
import type { Author, Column, Facet, FieldValue, Hyperlink, Item } from "./entities";
import { badPayload, invalidRequest } from "./errors";
import type { ListData } from "./list-data";
import type { Profile } from "./profile";
import { localDay, midnightUtc } from "./time-zone";

// Graph contract 6.1 and 6.2: how values are written, and what is refused.

/** A value to store, or null to empty the cell. */
export type FieldChanges = Map<string, FieldValue | null>;

export interface WriteRules {
  data: ListData;
  timeZone: string;
  profile: Profile;
  mode: "create" | "patch";
}

const unknownField = (name: string) => invalidRequest(`Field '${name}' is not recognized`);
/** Graph contract 5.2: these were created without complaint and fail here, in the service's own spelling. */
const reservedField = (name: string) => invalidRequest(`Field '${name}' is not recognied`);
const annotated = () => invalidRequest("A value without a type name was found and no expected type is available.");

export function readFieldChanges(body: unknown, rules: WriteRules): FieldChanges {
  const parsed = z.record(z.string(), z.unknown()).safeParse(body);
  if (!parsed.success) throw invalidRequest();
  const changes: FieldChanges = new Map();
  const annotations = new Map<string, unknown>();
  for (const [key, value] of Object.entries(parsed.data))
    if (key.endsWith("@odata.type")) annotations.set(key.slice(0, -"@odata.type".length), value);
  for (const [key, value] of Object.entries(parsed.data)) {
    if (key.includes("@odata.")) continue;
    const column = findWritable(key, rules);
    if (column === "ignore") continue;
    if (column.companionOf === undefined)
      changes.set(column.name, toStored(column, value, annotations.get(key), rules));
    else changes.set(column.companionOf, terms(value));
  }
  for (const name of annotations.keys()) if (!Object.hasOwn(parsed.data, name)) throw annotated();
  return changes;
}

/** What tells who made an item and when; an application may set it only where a tenant lets it (table (d) 14). */
const ownership = ["Created", "Modified", "AuthorLookupId", "EditorLookupId"] as const;

export function readOwnership(
  body: unknown,
  rules: WriteRules,
): Partial<Pick<Item, "created" | "modified" | "createdBy" | "modifiedBy">> {
  const parsed = z.record(z.string(), z.unknown()).safeParse(body);
  if (!parsed.success || rules.profile.authorWrites === "refuse") return {};
  const given = parsed.data;
  const at = (key: string) => dateTime(timeFacet, given[key], rules);
  const by = (key: string): Author => `user:${lookupId(given[key], rules.profile)}`;
  return {
    ...(given.Created === undefined ? {} : { created: at("Created") }),
    ...(given.Modified === undefined ? {} : { modified: at("Modified") }),
    ...(given.AuthorLookupId === undefined ? {} : { createdBy: by("AuthorLookupId") }),
    ...(given.EditorLookupId === undefined ? {} : { modifiedBy: by("EditorLookupId") }),
  };
}

const timeFacet: Extract<Facet, { kind: "dateTime" }> = { kind: "dateTime", displayAs: "default", format: "dateTime" };

/** The column that a key of `fields` names: by internal name, or for lookups and people by `<name>LookupId`. */
function findWritable(key: string, { data, profile }: WriteRules): Column | "ignore" {
  const exact = data.column(key);
  let column = exact && !isLookupLike(exact) ? exact : undefined;
  if (!column && key.endsWith("LookupId")) {
    const target = data.column(key.slice(0, -"LookupId".length));
    if (target && isLookupLike(target)) column = target;
  }
  if (profile.authorWrites === "accept" && ownership.some((name) => name === key)) return "ignore";
  const readOnly = column?.readOnly || key === "id";
  if (readOnly && profile.readOnlyWrites === "ignore") return "ignore";
  if (readOnly) throw invalidRequest(`Field '${key}' is read-only.`);
  if (key.startsWith("_") || key === "Scope") throw reservedField(key);
  if (!column) throw unknownField(key);
  return column;
}

/** `-1;Label|guid`, several joined by `;#`: how managed metadata is written through its hidden companion (Graph contract 6.2). */
function terms(value: unknown): string | string[] | null {
  if (value === null || value === "") return null;
  if (typeof value !== "string") throw wrongShape(value);
  const found = [...value.matchAll(/(?:^|;#?)(?:-?\d+;#?)?([^|;#]+)\|([0-9a-f-]{36})/gi)].map(
    ([, label = "", guid = ""]) => `${label}|${guid.toLowerCase()}`,
  );
  if (found.length === 0) throw invalidRequest();
  return found.length === 1 ? (found[0] ?? null) : found;
}

function toStored(column: Column, value: unknown, annotation: unknown, rules: WriteRules): FieldValue | null {
  const { facet } = column;
  if (facet.kind !== "term" && isMultiple(facet)) return multiple(facet, value, annotation, rules.profile);
  if (annotation !== undefined) throw annotated();
  if (value === null) return null;
  switch (facet.kind) {
    case "text":
      return text(column, facet, value, rules.profile);
    case "choice":
      return choice(facet, value, rules.profile);
    case "number":
    case "currency":
      return number(facet, value, rules.profile);
    case "boolean":
      if (typeof value !== "boolean") throw wrongShape(value);
      return value;
    case "dateTime":
      return dateTime(facet, value, rules);
    case "lookup":
    case "personOrGroup":
      return lookupId(value, rules.profile);
    case "hyperlinkOrPicture":
      return hyperlink(value, rules);
    default:
      throw invalidRequest(`Field '${column.name}' is read-only.`);
  }
}

/** A wrong scalar is an invalid request, a structure where a scalar belongs a general exception (Graph contract 6.1). */
const wrongShape = (value: unknown) => (typeof value === "object" && value !== null ? badPayload() : invalidRequest());

function text(column: Column, facet: Extract<Facet, { kind: "text" }>, value: unknown, profile: Profile) {
  if (typeof value !== "string") throw wrongShape(value);
  if (value === "") return null;
  const limit = facet.allowMultipleLines ? profile.noteMaximum : profile.enforceMaxLength ? facet.maxLength : 255;
  if (value.length > limit)
    throw invalidRequest(`The value of field '${column.name}' is longer than ${limit} characters.`);
  if (facet.textType !== "richText" || value.startsWith('<div class="ExternalClass')) return value;
  const name = randomBytes(16).toString("hex").toUpperCase();
  return `<div class="ExternalClass${name}">${value}</div>`;
}

function choice(facet: Extract<Facet, { kind: "choice" }>, value: unknown, profile: Profile) {
  if (typeof value !== "string") throw wrongShape(value);
  if (value === "") return null;
  if (profile.enforceChoices && !facet.allowTextEntry && !facet.choices.includes(value)) throw invalidRequest();
  return value;
}

function number(facet: Facet, value: unknown, profile: Profile) {
  if (typeof value !== "number" || !Number.isFinite(value)) throw wrongShape(value);
  if (profile.enforceNumberRange && facet.kind === "number") {
    if (facet.minimum !== undefined && value < facet.minimum) throw invalidRequest();
    if (facet.maximum !== undefined && value > facet.maximum) throw invalidRequest();
  }
  return Number(value.toPrecision(profile.numberDigits));
}

const isoTime = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?$/;

/** Milliseconds are dropped; a date without time becomes midnight in the site's zone. */
function dateTime(
  facet: Extract<Facet, { kind: "dateTime" }>,
  value: unknown,
  { timeZone, profile }: WriteRules,
): string {
  if (typeof value !== "string") throw wrongShape(value);
  if (!isoTime.test(value)) throw invalidRequest();
  const isDay = value.length === 10;
  const hasZone = isDay || /(Z|[+-]\d{2}:\d{2})$/.test(value);
  const instant = new Date(hasZone ? value : `${value}Z`);
  if (Number.isNaN(instant.getTime()) || (isDay && instant.toISOString().slice(0, 10) !== value))
    throw invalidRequest();
  const year = instant.getUTCFullYear();
  if (year < profile.firstYear || year > profile.lastYear) throw invalidRequest();
  if (facet.format === "dateTime") return wholeSeconds(instant);
  return wholeSeconds(midnightUtc(isDay ? value : localDay(instant, timeZone), timeZone));
}

function lookupId(value: unknown, profile: Profile): number {
  const fromText = typeof value === "string" && /^\d+$/.test(value) && profile.lookupIdWrites === "both";
  const id = fromText ? Number(value) : value;
  if (typeof id !== "number" || !Number.isInteger(id) || id < 1) throw wrongId(value);
  return id;
}

/** `{ LookupId, LookupValue }` as it is read is not how it is written (Graph contract 6.2). */
const wrongId = (value: unknown) => (typeof value === "object" && value !== null ? annotated() : invalidRequest());

const collectionTypes = {
  text: new Set(["Collection(Edm.String)"]),
  ids: new Set(["Collection(Edm.Int32)", "Collection(Edm.String)"]),
};

/** Arrays must carry their type (Graph contract 6.2, trap 19); an annotated empty array clears. */
function multiple(facet: Facet, value: unknown, annotation: unknown, profile: Profile): string[] | number[] | null {
  const isChoice = facet.kind === "choice";
  const types = isChoice ? collectionTypes.text : collectionTypes.ids;
  if (typeof annotation !== "string" || !types.has(annotation.replace(/^#/, ""))) throw annotated();
  if (!Array.isArray(value)) throw wrongShape(value);
  if (value.length === 0) return null;
  if (!isChoice) return value.map((each: unknown) => multipleId(each));
  const texts = value.map((each: unknown) => {
    if (typeof each !== "string") throw wrongShape(each);
    if (profile.enforceChoices && !facet.allowTextEntry && !facet.choices.includes(each)) throw invalidRequest();
    return each;
  });
  return [...new Set(texts)];
}

function multipleId(value: unknown): number {
  const id = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof id !== "number" || !Number.isInteger(id) || id < 1) throw wrongId(value);
  return id;
}

const hyperlinkSchema = z.object({ Url: z.string().max(255), Description: z.string().max(255).optional() });

/** Graph contract table (d) 5: disputed, so a switch decides. */
function hyperlink(value: unknown, { profile, mode }: WriteRules): Hyperlink {
  const allowed = profile.hyperlinkWrites === "both" || (profile.hyperlinkWrites === "patch" && mode === "patch");
  const parsed = hyperlinkSchema.safeParse(value);
  if (!allowed || !parsed.success) throw invalidRequest();
  return { Url: parsed.data.Url, Description: parsed.data.Description ?? parsed.data.Url };
}

/** What a column's default gives to a cell that a create did not mention. */
export function defaultFor(column: Column, now: Date, rules: WriteRules): FieldValue | undefined {
  const given = column.defaultValue?.value;
  if (given === undefined || given === "") return undefined;
  if (column.facet.kind === "boolean") return given === "1" || given.toLowerCase() === "true";
  if (column.facet.kind === "number" || column.facet.kind === "currency") return Number(given);
  if (column.facet.kind === "dateTime")
    return dateTime(column.facet, given === "[today]" ? now.toISOString() : given, rules);
  return isMultiple(column.facet) ? [given] : given;
}
