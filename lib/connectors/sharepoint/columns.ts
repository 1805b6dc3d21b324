import type { TargetColumn, TargetType } from "@/lib/engine/types";
import type { GraphColumn } from "@/lib/graph/columns";

/** A list column as the engine needs it, and why it cannot be written, if it cannot. */
export interface DescribedColumn extends TargetColumn {
  /** In a reader's words; null for columns that can be written. */
  readonly readOnlyReason: string | null;
}

/** Columns that SharePoint fills by itself although some of them have an ordinary facet (Graph contract 5.6). In lower case. */
const systemColumns: ReadonlySet<string> = new Set([
  ...[
    "id",
    "linktitle",
    "linktitlenomenu",
    "contenttype",
    "created",
    "modified",
    "author",
    "editor",
    "appauthor",
    "appeditor",
  ],
  ...["attachments", "edit", "docicon", "itemchildcount", "folderchildcount", "complianceassetid"],
]);

/** Graph contract 12: a single line of text holds 255 UTF-16 units. */
const singleLineLength = 255;

interface Shape {
  readonly type: TargetType;
  readonly maxLength?: number | null;
  readonly choices?: readonly string[];
  readonly allowsOtherChoices?: boolean;
  readonly lookupListId?: string;
  readonly range?: TargetColumn["range"];
  readonly reason?: string;
}

const readOnly = (reason: string): Shape => ({ type: "read-only", reason });

function textShape(text: NonNullable<GraphColumn["text"]>): Shape {
  if (!text.allowMultipleLines)
    return { type: "text", maxLength: Math.min(text.maxLength ?? singleLineLength, singleLineLength) };
  if (text.textType === "richText")
    return readOnly("Rich text comes back as HTML, which would look changed at every read.");
  if (text.appendChangesToExistingText)
    return readOnly("The column appends each change instead of replacing the text.");
  // Graph reports no limit for notes that holds: a maxLength of 255 or less is a single line's default left over.
  return { type: "note", maxLength: text.maxLength && text.maxLength > singleLineLength ? text.maxLength : null };
}

function choiceShape(choice: NonNullable<GraphColumn["choice"]>): Shape {
  return {
    type: choice.displayAs === "checkBoxes" ? "multi-choice" : "choice",
    choices: choice.choices ?? [],
    allowsOtherChoices: choice.allowTextEntry ?? false,
  };
}

function lookupShape(lookup: NonNullable<GraphColumn["lookup"]>): Shape {
  if (lookup.primaryLookupColumnId) return readOnly("The column shows another column of the item that a lookup takes.");
  if (!lookup.listId) return readOnly("Graph does not say which list this lookup takes its items from.");
  // Some tenants write GUIDs in braces or capitals.
  const lookupListId = lookup.listId.replace(/[{}]/g, "").toLowerCase();
  return { type: lookup.allowMultipleValues ? "multi-lookup" : "lookup", lookupListId };
}

function rangeOf(number: GraphColumn["number"]): Pick<Shape, "range"> {
  const [least, greatest] = [number?.minimum ?? null, number?.maximum ?? null];
  return least === null && greatest === null ? {} : { range: { least, greatest } };
}

/** Facets that are never written, by the reason (Graph contract 6.2 and the semantics' list of read-only types). */
function unwritableFacet(column: GraphColumn): string {
  if (column.calculated) return "SharePoint calculates this column.";
  if (column.hyperlinkOrPicture) return "Graph does not write hyperlink and picture columns reliably.";
  if (column.term) return "Managed metadata is written only through hidden companion columns.";
  return `Graph does not describe columns of type ${column.type ?? "unknown"}.`;
}

function shapeOf(column: GraphColumn): Shape {
  const name = column.name.toLowerCase();
  if (systemColumns.has(name) || name.startsWith("_")) return readOnly("SharePoint fills this column by itself.");
  if (column.readOnly) return readOnly("The column is marked read-only.");
  if (column.isSealed) return readOnly("The column is sealed.");
  if (column.text) return textShape(column.text);
  if (column.choice) return choiceShape(column.choice);
  // An existing currency column takes numbers, though it cannot be created (Graph contract 5.3).
  if (column.number || column.currency) return { type: "number", ...rangeOf(column.number) };
  if (column.boolean) return { type: "boolean" };
  if (column.dateTime) return { type: column.dateTime.format === "dateOnly" ? "date" : "date-time" };
  if (column.lookup) return lookupShape(column.lookup);
  if (column.personOrGroup) return { type: column.personOrGroup.allowMultipleSelection ? "multi-person" : "person" };
  return readOnly(unwritableFacet(column));
}

/** What a column of a list can hold and return. Columns without a facet, and system columns, are read-only with the reason (Graph contract 5.1, 5.6). */
export function toTargetColumn(column: GraphColumn): DescribedColumn {
  const shape = shapeOf(column);
  return {
    name: column.name,
    type: shape.type,
    maxLength: shape.maxLength ?? null,
    choices: shape.choices ?? [],
    allowsOtherChoices: shape.allowsOtherChoices ?? false,
    ...(shape.lookupListId === undefined ? {} : { lookupListId: shape.lookupListId }),
    ...(shape.range === undefined ? {} : { range: shape.range }),
    ...(column.required ? { isRequired: true } : {}),
    readOnlyReason: shape.reason ?? null,
  };
}
