/** What the sandbox stores. Shapes follow the Graph contract, sections 3 to 7; nothing here knows HTTP. */

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

export interface Hyperlink {
  Url: string;
  Description: string;
}

/** A stored cell. Lookups and people are stored as item ids, dates as ISO UTC with whole seconds; empty cells are not stored. */
export type FieldValue = string | number | boolean | string[] | number[] | Hyperlink;
export type FieldValues = Record<string, FieldValue>;

export type Facet =
  | {
      kind: "text";
      allowMultipleLines: boolean;
      appendChangesToExistingText: boolean;
      linesForEditing: number;
      maxLength: number;
      textType: "plain" | "richText";
    }
  | {
      kind: "choice";
      allowTextEntry: boolean;
      choices: string[];
      displayAs: "checkBoxes" | "dropDownMenu" | "radioButtons";
    }
  | {
      kind: "number";
      decimalPlaces: "automatic" | "none" | "one" | "two" | "three" | "four" | "five";
      displayAs: "number" | "percentage";
      minimum?: number;
      maximum?: number;
    }
  | { kind: "currency"; locale: string }
  | { kind: "dateTime"; displayAs: "default" | "friendly" | "standard"; format: "dateOnly" | "dateTime" }
  | { kind: "boolean" }
  | {
      kind: "lookup";
      listId: string;
      columnName: string;
      allowMultipleValues: boolean;
      allowUnlimitedLength: boolean;
      primaryLookupColumnId?: string;
    }
  | {
      kind: "personOrGroup";
      allowMultipleSelection: boolean;
      chooseFromType: "peopleAndGroups" | "peopleOnly";
      displayAs: string;
    }
  | { kind: "hyperlinkOrPicture"; isPicture: boolean }
  | { kind: "calculated"; format?: string; formula: string; outputType: string }
  /** Managed metadata; a cell holds `label|guid`. */
  | { kind: "term"; allowMultipleValues: boolean; showFullyQualifiedName: boolean }
  | { kind: "thumbnail" }
  | { kind: "none"; type: string };

export interface Column {
  id: string;
  /** Internal name: the key in `fields`; never changes. */
  name: string;
  displayName: string;
  description: string;
  columnGroup: string;
  facet: Facet;
  enforceUniqueValues: boolean;
  indexed: boolean;
  hidden: boolean;
  readOnly: boolean;
  required: boolean;
  isDeletable: boolean;
  isSealed: boolean;
  defaultValue?: { value?: string; formula?: string };
  validation?: { formula: string };
  /** Internal name of the managed metadata column that this hidden note writes for. */
  companionOf?: string;
  /** Made by SharePoint and not by a person or app: its value comes from the item, not from its cells. */
  system: boolean;
}

/** Who wrote: `app:<client id>` or `user:<row in the User Information List>`. */
export type Author = `app:${string}` | `user:${number}`;

export interface Item {
  id: number;
  guid: string;
  /** Second half of the eTag; grows with every change. */
  version: number;
  contentTypeId: string;
  created: string;
  modified: string;
  createdBy: Author;
  modifiedBy: Author;
  values: FieldValues;
  /** Position of its last change in the list's change log (delta). */
  seq: number;
}

export interface ItemVersion {
  version: number;
  modified: string;
  modifiedBy: Author;
  values: FieldValues;
}

export interface Tombstone {
  item: Item;
  seq: number;
  at: string;
}

export interface List {
  id: string;
  siteId: string;
  /** Last segment of the address; derived from the first display name and never changed. */
  name: string;
  displayName: string;
  description: string;
  template: string;
  hidden: boolean;
  system: boolean;
  contentTypesEnabled: boolean;
  contentTypeId: string;
  created: string;
  modified: string;
  createdBy: Author;
  version: number;
  columns: Column[];
  /** With either, an app without Sites.Manage.All silently sees nothing (Graph contract 2.3). */
  contentApproval: boolean;
  readOwnOnly: boolean;
  /** Grants on this list alone, for Lists.SelectedOperations.Selected. */
  grants?: SiteGrant[];
  /** Delta tokens issued before this instant (milliseconds) are gone, whatever their age. */
  tokensFrom?: number;
}

/** A change notification that an application asked for (Graph contract 9). */
export interface Subscription {
  id: string;
  tenantId: string;
  appId: string;
  siteId: string;
  listId: string;
  /** As the subscriber wrote it; notifications repeat it. */
  resource: string;
  notificationUrl: string;
  lifecycleNotificationUrl?: string;
  clientState?: string;
  expires: string;
  latestSupportedTlsVersion: string;
  /** Set between a reauthorizationRequired and its answer: nothing is delivered, and what happens is lost. */
  isPaused?: boolean;
}

export interface SiteGrant {
  id: string;
  appId: string;
  displayName: string;
  roles: string[];
}

export interface Site {
  /** hostname,collection guid,web guid */
  id: string;
  tenantId: string;
  hostname: string;
  /** Server-relative path without slashes at its ends; empty for the root site. */
  path: string;
  name: string;
  displayName: string;
  description: string;
  /** IANA name; decides what a date without time means. */
  timeZone: string;
  created: string;
  modified: string;
  grants: SiteGrant[];
}

export interface Person {
  oid: string;
  upn: string;
  name: string;
  roles: string[];
}

export interface App {
  clientId: string;
  displayName: string;
  /** Object id of the enterprise application in the tenant. */
  servicePrincipalId: string;
  secrets: { value: string; expires?: string }[];
  /** Graph application permissions with admin consent. */
  graphRoles: string[];
  redirectUris: string[];
  disabled?: boolean;
}

export interface Tenant {
  id: string;
  displayName: string;
  hostname: string;
  people: Person[];
  apps: App[];
}
