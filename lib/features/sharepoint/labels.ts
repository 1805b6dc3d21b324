import type { CredentialKind, ListColumnType } from "./schema";
import type { ProposedColumn } from "./types";

export const credentialKindLabels = {
  secret: "Client secret",
  certificate: "Client certificate",
} as const satisfies Record<CredentialKind, string>;

export const fitLabels = {
  exact: "Fits",
  limited: "Fits with limits",
  impossible: "Left out",
} as const satisfies Record<ProposedColumn["fit"], string>;

/** Graph's words for column types (Graph contract 5.1), and `date` for days without a time, as SharePoint's own pages call them. */
const columnTypeLabels: Readonly<Record<string, string>> = {
  text: "Single line of text",
  note: "Multiple lines of text",
  choice: "Choice",
  multichoice: "Choice (several)",
  number: "Number",
  currency: "Currency",
  date: "Date",
  dateTime: "Date and time",
  boolean: "Yes/No",
  lookup: "Lookup",
  user: "Person or group",
  url: "Hyperlink or picture",
  calculated: "Calculated",
  term: "Managed metadata",
  multiterm: "Managed metadata (several)",
};

/** A type Graph does not model keeps Graph's word. */
export function columnTypeLabel(columnType: string): string {
  return columnTypeLabels[columnType] ?? columnType;
}

/** The types that a new column can have. */
export const listColumnTypeLabels = {
  text: "Single line of text",
  note: "Multiple lines of text",
  number: "Number",
  boolean: "Yes/No",
  choice: "Choice",
  multichoice: "Choice (several)",
  date: "Date",
  dateTime: "Date and time",
  lookup: "Lookup",
  person: "Person",
} as const satisfies Record<ListColumnType, string>;

/** How surely an item is found by its row (sync-semantics 5). */
export const keyLevelLabels = {
  K1: "Surest: the key is indexed and unique in the list",
  K2: "The key stands in the list, but the list does not keep it unique",
  K3: "The list has no key column; a unique column of the table stands in for it",
  K4: "The list has no key column and no unique column",
} as const;
