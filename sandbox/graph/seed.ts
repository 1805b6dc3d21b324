import { createHash } from "node:crypto";
import type { Change } from "./change";
import { wholeSeconds } from "./clock";
import { SECOND_TENANT_ID, TENANT_ID, tenants } from "./directory";
import type { Column, Facet, FieldValues, Item, List, Site, Tenant } from "./entities";
import { systemColumns } from "./system-columns";

export {
  SIGN_IN_CLIENT_ID,
  SIGN_IN_CLIENT_SECRET,
  SYNC_CLIENT_ID,
  SYNC_CLIENT_SECRET,
  TENANT_ID,
  tenants,
} from "./directory";

export const USER_LIST = "User Information List";
/** Row of the User Information List that stands for writes by an application alone. */
export const APP_AUTHOR_ROW = 11;
export const REFERENCE_SITE_PATH = "sites/reference-data";
export const OPERATIONS_SITE_PATH = "sites/operations";

/** A stable GUID for a seeded thing, so that tests and docs may rely on it. */
export function guidOf(name: string): string {
  const hex = createHash("sha256").update(`sandbox:${name}`).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export interface SiteSpec {
  tenant: Tenant;
  path: string;
  displayName: string;
  description: string;
  timeZone: string;
}

const textFacet = (more: Partial<Extract<Facet, { kind: "text" }>> = {}): Facet => ({
  kind: "text",
  allowMultipleLines: false,
  appendChangesToExistingText: false,
  linesForEditing: 0,
  maxLength: 255,
  textType: "plain",
  ...more,
});

function column(name: string, displayName: string, facet: Facet, more: Partial<Column> = {}): Column {
  return {
    id: guidOf(`column:${name}`),
    name,
    displayName,
    description: "",
    columnGroup: "Custom Columns",
    facet,
    enforceUniqueValues: false,
    indexed: false,
    hidden: false,
    readOnly: false,
    required: false,
    isDeletable: true,
    isSealed: false,
    system: false,
    ...more,
  };
}

const officeColumns: Column[] = [
  column("OfficeCode", "Office code", textFacet({ maxLength: 8 }), { indexed: true, enforceUniqueValues: true }),
  column("City", "City", textFacet({ maxLength: 100 }), { indexed: true }),
  column("Headcount", "Headcount", { kind: "number", decimalPlaces: "none", displayAs: "number" }),
  column("Rent", "Rent per month", { kind: "currency", locale: "de-DE" }),
  column("Opened", "Opened", { kind: "dateTime", displayAs: "standard", format: "dateOnly" }),
  column("LastInspection", "Last inspection", { kind: "dateTime", displayAs: "default", format: "dateTime" }),
  column("Active", "Active", { kind: "boolean" }, { defaultValue: { value: "1" } }),
  column("Kind", "Kind", {
    kind: "choice",
    allowTextEntry: false,
    choices: ["Headquarters", "Branch", "Workshop"],
    displayAs: "dropDownMenu",
  }),
  column("Amenities", "Amenities", {
    kind: "choice",
    allowTextEntry: false,
    choices: ["Canteen", "Parking", "Bicycle store", "Charging"],
    displayAs: "checkBoxes",
  }),
  column("Manager", "Manager", {
    kind: "personOrGroup",
    allowMultipleSelection: false,
    chooseFromType: "peopleOnly",
    displayAs: "nameWithPresence",
  }),
  column("Website", "Website", { kind: "hyperlinkOrPicture", isPicture: false }),
  column("Notes", "Notes", textFacet({ allowMultipleLines: true, linesForEditing: 6, maxLength: 63_999 })),
];

const offices: FieldValues[] = [
  office("BER", "Berlin", 214, 48_000, "2008-03-31T22:00:00Z", "Headquarters", ["Canteen", "Bicycle store"], 6),
  office("LYS", "Lyon", 37, 9_400.5, "2015-08-31T22:00:00Z", "Branch", ["Parking"], 7),
  office("KTM", "Kathmandu", 12, 1_150, "2019-01-13T23:00:00Z", "Branch", [], 8),
  office("GRZ", "Graz", 58, 6_700, "2021-05-02T22:00:00Z", "Workshop", ["Parking", "Charging"], 7),
];

function office(
  code: string,
  city: string,
  headcount: number,
  rent: number,
  opened: string,
  kind: string,
  amenities: string[],
  manager: number,
): FieldValues {
  return {
    Title: `${city} office`,
    OfficeCode: code,
    City: city,
    Headcount: headcount,
    Rent: rent,
    Opened: opened,
    LastInspection: "2026-02-17T09:30:00Z",
    Active: true,
    Kind: kind,
    ...(amenities.length > 0 ? { Amenities: amenities } : {}),
    Manager: manager,
    Website: { Url: `https://contoso.example/offices/${code.toLowerCase()}`, Description: `${city} office` },
    Notes: `Ask at the ${city} reception for a visitor's badge.`,
  };
}

const userColumns: Column[] = [
  column("EMail", "Work email", textFacet(), { indexed: true }),
  column("UserName", "User name", textFacet()),
];

/** Everything a first start holds, as changes. */
export function seedWorld(now: Date): Change[] {
  const at = wholeSeconds(now);
  const [contoso, fabrikam] = [TENANT_ID, SECOND_TENANT_ID].map((id) => {
    const tenant = tenants.find((each) => each.id === id);
    if (!tenant) throw new Error(`The directory lacks tenant ${id}.`);
    return tenant;
  }) as [Tenant, Tenant];
  return [
    ...siteChanges(
      { tenant: contoso, path: "", displayName: "Contoso", description: "", timeZone: "Europe/Berlin" },
      at,
    ),
    ...siteChanges(
      {
        tenant: contoso,
        path: REFERENCE_SITE_PATH,
        displayName: "Reference data",
        description: "Lists that other teams look things up in",
        timeZone: "Europe/Berlin",
      },
      at,
      (siteId) => [...list(siteId, "Offices", at, { columns: officeColumns, description: "Where we work" }, offices)],
    ),
    ...siteChanges(
      {
        tenant: contoso,
        path: OPERATIONS_SITE_PATH,
        displayName: "Operations",
        description: "",
        timeZone: "America/Los_Angeles",
      },
      at,
      (siteId) => list(siteId, "Announcements", at, {}, [{ Title: "The sandbox is not SharePoint" }]),
    ),
    ...siteChanges({ tenant: fabrikam, path: "", displayName: "Fabrikam", description: "", timeZone: "Etc/UTC" }, at),
    ...siteChanges(
      { tenant: fabrikam, path: "sites/shared", displayName: "Shared", description: "", timeZone: "Asia/Kathmandu" },
      at,
    ),
  ];
}

export function siteChanges(spec: SiteSpec, at: string, lists: (siteId: string) => Change[] = () => []): Change[] {
  const key = `${spec.tenant.hostname}/${spec.path}`;
  const id = `${spec.tenant.hostname},${guidOf(`collection:${key}`)},${guidOf(`web:${key}`)}`;
  const made: Site = {
    id,
    tenantId: spec.tenant.id,
    hostname: spec.tenant.hostname,
    path: spec.path,
    name: spec.path.split("/").at(-1) ?? "",
    displayName: spec.displayName,
    description: spec.description,
    timeZone: spec.timeZone,
    created: at,
    modified: at,
    grants: [],
  };
  return [{ t: "site", site: made }, ...systemLists(id, spec.tenant, at), ...lists(id)];
}

function systemLists(siteId: string, tenant: Tenant, at: string): Change[] {
  const rows = new Map<number, FieldValues>([
    [1, { Title: "System Account", UserName: "SHAREPOINT\\system" }],
    [APP_AUTHOR_ROW, { Title: "SharePoint App", UserName: "app@sharepoint" }],
  ]);
  tenant.people.forEach((person, at) => {
    rows.set(6 + at, { Title: person.name, EMail: person.upn, UserName: person.upn });
  });
  const users = list(siteId, USER_LIST, at, {
    columns: userColumns,
    template: "userInformation",
    hidden: true,
    system: true,
  });
  const listId = guidOf(`list:${siteId}:${USER_LIST}`);
  let seq = 0;
  for (const [id, values] of rows) users.push(item(listId, id, seq++, at, values));
  return [
    ...users,
    ...list(siteId, "Documents", at, { template: "documentLibrary", name: "Shared Documents" }),
    ...list(siteId, "Site Pages", at, { template: "webPageLibrary", name: "SitePages", system: true }),
    ...list(siteId, "appdata", at, { template: "genericList", hidden: true, system: true }),
  ];
}

function list(
  siteId: string,
  displayName: string,
  at: string,
  more: Partial<List>,
  rows: FieldValues[] = [],
): Change[] {
  const id = guidOf(`list:${siteId}:${displayName}`);
  const made: List = {
    id,
    siteId,
    name: displayName,
    displayName,
    description: "",
    template: "genericList",
    hidden: false,
    system: false,
    contentTypesEnabled: false,
    contentTypeId: itemContentTypeId(id),
    created: at,
    modified: at,
    createdBy: "user:1",
    version: 1,
    contentApproval: false,
    readOwnOnly: false,
    ...more,
    columns: [...systemColumns(), ...(more.columns ?? [])],
  };
  return [{ t: "list", list: made }, ...rows.map((values, index) => item(id, index + 1, index, at, values))];
}

/** The list's own copy of the Item content type: `0x0100` and a GUID without dashes (Graph contract 4.5). */
export const itemContentTypeId = (listId: string) => `0x0100${listId.replaceAll("-", "").toUpperCase()}`;
export const folderContentTypeId = (listId: string) => `0x0120${listId.replaceAll("-", "").toUpperCase()}`;

function item(listId: string, id: number, seq: number, at: string, values: FieldValues): Change {
  const made: Item = {
    id,
    guid: guidOf(`item:${listId}:${id}`),
    version: 1,
    contentTypeId: itemContentTypeId(listId),
    created: at,
    modified: at,
    createdBy: "user:1",
    modifiedBy: "user:1",
    values,
    seq,
  };
  return { t: "item", list: listId, item: made };
}
