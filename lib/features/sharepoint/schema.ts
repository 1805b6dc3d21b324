import { z } from "zod";
import { activationStatus } from "@/lib/features/activation/schema";
import { seen } from "@/lib/features/seen/schema";
import { settingsTest } from "@/lib/features/verification/schema";

// Connections

export const connectionRef = z.object({ connectionId: z.uuid() });
export type ConnectionRef = z.output<typeof connectionRef>;

const httpsOrigin = z
  .url({ protocol: /^https$/, error: "Enter an https address." })
  .max(300)
  .transform((address) => new URL(address).origin);

/** A scope names the service it is for: its origin is Graph's address for this connection. */
const scope = z
  .url({ protocol: /^https$/, error: "A scope is an https address that ends in /.default." })
  .regex(/\/\.default$/, "A scope ends in /.default.");

const connectionFields = z.object({
  name: z.string().trim().min(1, "Give the connection a name.").max(200),
  tenantId: z.string().trim().min(1, "Enter the tenant's id.").max(200),
  clientId: z.string().trim().min(1, "Enter the application's client id.").max(200),
  authorityHost: httpsOrigin.default("https://login.microsoftonline.com"),
  scopes: z.array(scope).length(1, "Enter one scope.").default(["https://graph.microsoft.com/.default"]),
});

/** How the application proves itself to Entra ID. */
export const credentialKind = z.enum(["secret", "certificate"]);
export type CredentialKind = z.output<typeof credentialKind>;

const credentialFields = z.object({
  credential: credentialKind.default("secret"),
  clientSecret: z
    .string()
    .trim()
    .max(1_000)
    .optional()
    .transform((text) => text || undefined),
  clientCertificate: z
    .string()
    .trim()
    .max(50_000)
    .optional()
    .transform((text) => text || undefined)
    .refine(
      (pem) =>
        pem === undefined ||
        (/-----BEGIN CERTIFICATE-----/.test(pem) && /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pem)),
      "Paste the PEM text of both: the certificate and its private key.",
    )
    .refine(
      (pem) => pem === undefined || !/-----BEGIN ENCRYPTED PRIVATE KEY-----|Proc-Type: 4,ENCRYPTED/.test(pem),
      "The private key is protected by a password: export it without one. It is stored encrypted here.",
    ),
  /** When the secret ends, as Entra ID showed it when it was made; a certificate says so itself. */
  secretExpiresAt: z
    .union([z.iso.date("Enter a day."), z.literal("")])
    .nullable()
    .default(null)
    .transform((day) => (day ? new Date(day) : null)),
});

export const createConnectionInput = connectionFields
  .extend(credentialFields.shape)
  .extend({ test: settingsTest.optional() })
  .refine((input) => input.credential !== "secret" || input.clientSecret !== undefined, {
    path: ["clientSecret"],
    error: "Enter the client secret's value.",
  })
  .refine((input) => input.credential !== "certificate" || input.clientCertificate !== undefined, {
    path: ["clientCertificate"],
    error: "Paste the PEM text of the certificate and its private key.",
  });
export type CreateConnectionInput = z.output<typeof createConnectionInput>;

/** Without a secret or certificate the stored one stays, which is allowed only while it goes where it went before. */
export const updateConnectionInput = connectionRef
  .extend(connectionFields.shape)
  .extend({ ...credentialFields.shape, seen });
export type UpdateConnectionInput = z.output<typeof updateConnectionInput>;

export const connectionStatusInput = connectionRef.extend({ status: activationStatus });
export type ConnectionStatusInput = z.output<typeof connectionStatusInput>;

const order = {
  direction: z.enum(["asc", "desc"]).optional(),
  cursor: z.string().max(4_000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
};

export const connectionSort = z.enum(["name", "expires", "created"]);

export const connectionFilter = z.object({
  search: z.string().trim().max(200).optional(),
  status: activationStatus.optional(),
  /** What the last verification found at worst; `none`: nothing wrong, `unverified`: there was none. */
  found: z.enum(["error", "warning", "none", "unverified"]).optional(),
  credential: credentialKind.optional(),
  /** By name where left out. */
  sort: connectionSort.optional(),
  ...order,
});
export type ConnectionFilter = z.output<typeof connectionFilter>;

// Sites

export const siteSort = z.enum(["name", "connection", "address", "discovered"]);

export const siteFilter = z.object({
  connectionId: z.uuid().optional(),
  search: z.string().trim().max(200).optional(),
  status: activationStatus.optional(),
  /** What became of the last discovery. */
  discovery: z.enum(["done", "failed", "none"]).optional(),
  /** By name where left out. */
  sort: siteSort.optional(),
  ...order,
});
export type SiteFilter = z.output<typeof siteFilter>;

export const siteRef = z.object({ siteId: z.uuid() });
export type SiteRef = z.output<typeof siteRef>;

/** `address` is whatever a person copied: a site, a list, a page, a sharing link. */
export const addSiteInput = connectionRef.extend({
  address: z.string().trim().min(1, "Paste the site's address.").max(2_000),
});
export type AddSiteInput = z.output<typeof addSiteInput>;

export const searchSitesInput = connectionRef.extend({
  text: z.string().trim().min(1, "Enter a part of the site's name.").max(200),
});
export type SearchSitesInput = z.output<typeof searchSitesInput>;

export const discoveryInput = siteRef.extend({
  /** Whether this discovery and all later ones read the hidden lists too; as before when left out. */
  includesHidden: z.boolean().optional(),
});
export type DiscoveryInput = z.output<typeof discoveryInput>;

export const siteStatusInput = siteRef.extend({ status: activationStatus });
export type SiteStatusInput = z.output<typeof siteStatusInput>;

/** Whatever the runtime can reckon with, old names such as Asia/Katmandu included. */
function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** The site's regional time zone (IANA): Graph does not tell it, and calendar days depend on it. */
export const siteTimeZoneInput = siteRef.extend({
  timeZone: z.string().refine(isTimeZone, "Choose a time zone such as Europe/Zurich.").nullable(),
  seen,
});
export type SiteTimeZoneInput = z.output<typeof siteTimeZoneInput>;

// Lists

export const listRef = z.object({ listId: z.uuid() });
export type ListRef = z.output<typeof listRef>;

export const listSort = z.enum(["name", "kind", "items"]);

export const listFilter = z.object({
  siteId: z.uuid().optional(),
  connectionId: z.uuid().optional(),
  search: z.string().trim().max(200).optional(),
  presence: z.enum(["present", "vanished", "all"]).default("present"),
  /** `used`: a definition writes to it. */
  use: z.enum(["used", "unused"]).optional(),
  /** By name where left out. */
  sort: listSort.optional(),
  ...order,
});
export type ListFilter = z.output<typeof listFilter>;

/** What a list can be made of here, in Graph's words; a day is told apart from a point in time. */
export const listColumnType = z.enum([
  "text",
  "note",
  "number",
  "boolean",
  "choice",
  "multichoice",
  "date",
  "dateTime",
  "lookup",
  "person",
]);
export type ListColumnType = z.output<typeof listColumnType>;

/** SharePoint encodes or cuts every other internal name (Graph contract 5.2). */
const internalName = z
  .string()
  .trim()
  .regex(
    /^[A-Za-z][A-Za-z0-9]{0,31}$/,
    "Use letters from A to Z and digits, a letter first, 32 at most: SharePoint encodes or cuts anything else.",
  );

/** Check boxes write their values with this sign between them. */
const choice = z
  .string()
  .trim()
  .min(1)
  .max(255, "A choice has 255 characters at most.")
  .refine((text) => !text.includes(";#"), "A choice cannot contain “;#”.");

/** Choices that differ in case alone are one to SharePoint's forms. */
function areDistinct(choices: readonly string[]): boolean {
  return new Set(choices.map((text) => text.toLowerCase())).size === choices.length;
}

/** What a person changes of one proposed column; what is left out stays as proposed. */
export const columnEdit = z.object({
  sourceColumn: z.string().max(200),
  columnName: internalName.optional(),
  displayName: z.string().trim().min(1, "Give the column a name.").max(255).optional(),
  type: listColumnType.optional(),
  maxLength: z.coerce
    .number("Enter a number of characters.")
    .int("Enter a whole number.")
    .min(1, "At least one character.")
    .max(255, "A single line holds 255 characters at most; choose multiple lines for more.")
    .optional(),
  isRequired: z.boolean().optional(),
  isIndexed: z.boolean().optional(),
  isUnique: z.boolean().optional(),
  choices: z
    .array(choice)
    .max(500, "At most 500 choices.")
    .refine(areDistinct, "Each choice may stand here once.")
    .optional(),
});
export type ColumnEdit = z.output<typeof columnEdit>;

/** The form of one column; its choices are the lines of a text. What a type has no use for is not checked here but by {@link columnEdit}. */
export const columnForm = columnEdit
  .pick({ columnName: true, displayName: true })
  .required()
  .extend({
    type: listColumnType,
    maxLength: z.union([z.number(), z.nan()]).optional(),
    isRequired: z.boolean(),
    isIndexed: z.boolean(),
    isUnique: z.boolean(),
    choices: z.string().max(200_000),
  });

export const planListInput = z.object({
  tableId: z.uuid(),
  /** Source columns to take; all by default. */
  columns: z.array(z.string().max(200)).max(1_000).optional(),
  edits: z.array(columnEdit).max(1_000).optional(),
  /** The site the list shall stand in; lookups work within one site only. */
  siteId: z.uuid().optional(),
});
export type PlanListInput = z.output<typeof planListInput>;

/** `revised`: the column that a person has just changed; what is wrong with it is told at its fields. */
export const reviseListInput = planListInput.extend({ revised: z.string().max(200) });
export type ReviseListInput = z.output<typeof reviseListInput>;

export const proposeChoicesInput = z.object({ tableId: z.uuid(), columnName: z.string().max(200) });
export type ProposeChoicesInput = z.output<typeof proposeChoicesInput>;

/** GUID of a list as SharePoint gives it. */
const listGuid = z.string().regex(/^[0-9a-fA-F-]{36}$/);

export const provisionListInput = planListInput.extend({
  siteId: z.uuid("Choose a site."),
  displayName: z
    .string()
    .trim()
    .min(1, "Give the list a name.")
    .max(255)
    .regex(/^[^"*:<>?/\\|#%]+$/, "These characters cannot stand in a list's name: \" * : < > ? / \\ | # %"),
  /** A list that is there already, to be used with the columns that it lacks added. */
  adoptListId: listGuid.optional(),
});
export type ProvisionListInput = z.output<typeof provisionListInput>;
