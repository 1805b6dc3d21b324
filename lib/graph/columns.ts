import { z } from "zod";
import type { GraphClient } from "./client";
import { graphPath, withQuery } from "./path";
import { allOf, ask } from "./read-answer";

const columnSchema = z.looseObject({
  id: z.string().min(1),
  name: z.string().min(1),
  displayName: z.string().nullish(),
  description: z.string().nullish(),
  columnGroup: z.string().nullish(),
  type: z.string().nullish(),
  enforceUniqueValues: z.boolean().nullish(),
  indexed: z.boolean().nullish(),
  hidden: z.boolean().nullish(),
  readOnly: z.boolean().nullish(),
  required: z.boolean().nullish(),
  isDeletable: z.boolean().nullish(),
  isSealed: z.boolean().nullish(),
  defaultValue: z.object({ value: z.string().nullish(), formula: z.string().nullish() }).nullish(),
  text: z
    .object({
      allowMultipleLines: z.boolean().nullish(),
      appendChangesToExistingText: z.boolean().nullish(),
      maxLength: z.number().nullish(),
      textType: z.string().nullish(),
    })
    .nullish(),
  choice: z
    .object({
      allowTextEntry: z.boolean().nullish(),
      choices: z.array(z.string()).nullish(),
      displayAs: z.string().nullish(),
    })
    .nullish(),
  number: z
    .object({
      decimalPlaces: z.string().nullish(),
      displayAs: z.string().nullish(),
      minimum: z.number().nullish(),
      maximum: z.number().nullish(),
    })
    .nullish(),
  currency: z.object({ locale: z.string().nullish() }).nullish(),
  dateTime: z.object({ format: z.string().nullish(), displayAs: z.string().nullish() }).nullish(),
  boolean: z.object({}).nullish(),
  lookup: z
    .object({
      listId: z.string().nullish(),
      columnName: z.string().nullish(),
      allowMultipleValues: z.boolean().nullish(),
      primaryLookupColumnId: z.string().nullish(),
    })
    .nullish(),
  personOrGroup: z.object({ allowMultipleSelection: z.boolean().nullish() }).nullish(),
  hyperlinkOrPicture: z.object({ isPicture: z.boolean().nullish() }).nullish(),
  calculated: z.object({ outputType: z.string().nullish() }).nullish(),
});

/** A column definition as Graph gives it: exactly one facet, or none for types that Graph does not model (Graph contract 5.1). */
export type GraphColumn = z.infer<typeof columnSchema>;

/** What POST …/columns takes: a name, flags and one facet; never null for an optional part (Graph contract 4.3, 5.2). */
export interface ColumnDraft {
  /** Becomes the internal name: letters and digits, a letter first, at most 32. */
  readonly name: string;
  readonly displayName?: string;
  readonly description?: string;
  readonly required?: boolean;
  readonly hidden?: boolean;
  readonly indexed?: boolean;
  /** Needs `indexed` in the same call. */
  readonly enforceUniqueValues?: boolean;
  readonly text?: { readonly maxLength?: number; readonly allowMultipleLines?: boolean; readonly textType?: "plain" };
  readonly number?: { readonly decimalPlaces?: "automatic" | "none" | "one" | "two" | "three" | "four" | "five" };
  readonly boolean?: Readonly<Record<string, never>>;
  readonly dateTime?: { readonly format: "dateOnly" | "dateTime" };
  readonly choice?: {
    readonly choices: readonly string[];
    readonly displayAs?: "checkBoxes" | "dropDownMenu" | "radioButtons";
    readonly allowTextEntry?: boolean;
  };
  /** `listId` is the parent's GUID, `columnName` the column of it that people see. */
  readonly lookup?: { readonly listId: string; readonly columnName: string; readonly allowMultipleValues?: boolean };
  readonly personOrGroup?: { readonly allowMultipleSelection?: boolean; readonly chooseFromType?: "peopleOnly" };
}

/** What PATCH …/columns/{id} may change; the type and the internal name never change (Graph contract 5.4). */
export type ColumnChange = Partial<Omit<ColumnDraft, "name">>;

interface ListArgs {
  readonly siteId: string;
  readonly listId: string;
}

/** Naming `hidden` brings the hidden columns along; then everything wanted must be named (Graph contract 5.1). */
const columnFields = [
  ...[
    "id",
    "name",
    "displayName",
    "description",
    "columnGroup",
    "type",
    "enforceUniqueValues",
    "indexed",
    "hidden",
    "readOnly",
  ],
  ...[
    "required",
    "isDeletable",
    "isSealed",
    "defaultValue",
    "text",
    "choice",
    "number",
    "currency",
    "dateTime",
    "boolean",
    "lookup",
  ],
  ...["personOrGroup", "hyperlinkOrPicture", "calculated", "term", "thumbnail", "geolocation", "contentApprovalStatus"],
].join(",");

/** All columns of a list, the hidden ones only when asked for. */
export function listColumns(
  client: GraphClient,
  args: ListArgs & { readonly includeHidden?: boolean },
  signal?: AbortSignal,
): Promise<readonly GraphColumn[]> {
  const base = graphPath`/sites/${args.siteId}/lists/${args.listId}/columns`;
  return allOf(
    client,
    columnSchema,
    withQuery(base, { $select: args.includeHidden ? columnFields : undefined }),
    "the list's columns",
    signal,
  );
}

/** One column by its id. */
export function getColumn(
  client: GraphClient,
  args: ListArgs & { readonly columnId: string },
  signal?: AbortSignal,
): Promise<GraphColumn> {
  const path = graphPath`/sites/${args.siteId}/lists/${args.listId}/columns/${args.columnId}`;
  return ask(client, columnSchema, { method: "GET", path }, "a column", signal);
}

/**
 * Adds a column. Some tenants ignore the display name on create, so it is set again where it came back different (Graph contract 5.2).
 * Throws SyncError `graph-name-taken`, or `graph-refused` for types that cannot be made.
 */
export async function createColumn(
  client: GraphClient,
  args: ListArgs & { readonly column: ColumnDraft },
  signal?: AbortSignal,
): Promise<GraphColumn> {
  const path = graphPath`/sites/${args.siteId}/lists/${args.listId}/columns`;
  const made = await ask(client, columnSchema, { method: "POST", path, body: args.column }, "the new column", signal);
  const { displayName } = args.column;
  if (displayName === undefined || made.displayName === displayName) return made;
  return patchColumn(client, { ...args, columnId: made.id, change: { displayName } }, signal);
}

/** Changes a column; only what is named. Index and uniqueness are refused above 20,000 items (Graph contract 5.4). */
export function patchColumn(
  client: GraphClient,
  args: ListArgs & { readonly columnId: string; readonly change: ColumnChange },
  signal?: AbortSignal,
): Promise<GraphColumn> {
  const path = graphPath`/sites/${args.siteId}/lists/${args.listId}/columns/${args.columnId}`;
  return ask(client, columnSchema, { method: "PATCH", path, body: args.change }, "the changed column", signal);
}
