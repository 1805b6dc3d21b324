import type { ColumnDraft } from "@/lib/graph/columns";
import {
  bytesOf,
  type ColumnToPlan,
  choiceOf,
  type Facet,
  type Form,
  formOf,
  isIndexable,
  isJoin,
  isUniquable,
  line,
  singleLine,
} from "./plan-list-forms";
import { displayName, freeNames, internalName, type Names, nameProblem, titleProblem } from "./plan-list-names";
import { bestTitleOf, titleColumnsOf } from "./plan-list-title";
import { choiceLimits, formAs, type ListColumnType, type TypeChoice, typesFor, widthOf } from "./plan-list-types";

export type { ColumnToPlan, ParentToPlan } from "./plan-list-forms";

/** What a person changed of one proposed column; what is left out stays as proposed. */
export interface ColumnEdit {
  readonly sourceColumn: string;
  /** Internal name: letters and digits, a letter first, at most 32, so that nothing is encoded and nothing cut (Graph contract 5.2). */
  readonly columnName?: string;
  readonly displayName?: string;
  readonly type?: ListColumnType;
  /** Characters; of single lines only. */
  readonly maxLength?: number;
  readonly isRequired?: boolean;
  readonly isIndexed?: boolean;
  /** Takes an index along. */
  readonly isUnique?: boolean;
  readonly choices?: readonly string[];
}

/** What cannot be made as a person wished, by the field of the edit. */
export interface EditProblem {
  readonly field: Exclude<keyof ColumnEdit, "sourceColumn">;
  readonly message: string;
}

/** What a new list would hold for one source column. */
export interface PlannedColumn {
  readonly sourceColumn: string;
  /** What Graph is asked to make; null where a list has no form for the column. */
  readonly draft: ColumnDraft | null;
  /** `exact`: every value fits. `limited`: some values may be refused or look different. `impossible`: not in the list. */
  readonly fit: "exact" | "limited" | "impossible";
  /** Why, in sentences; empty for an exact fit with nothing to say. */
  readonly reasons: readonly string[];
  /** Every type, with the reason why this column cannot take it. */
  readonly types: readonly TypeChoice[];
  /** The first wish that cannot be fulfilled; null for proposals. */
  readonly problem: EditProblem | null;
  /** How its text would do in the Title that every list has, instead of a column of its own; `best` of one column at most. */
  readonly titleFit: "best" | "fits" | null;
}

export interface ListPlan {
  readonly columns: readonly PlannedColumn[];
  /** Bytes of the row that columns take (Graph contract 12: at most 7,700). */
  readonly rowBytes: number;
  readonly indexCount: number;
}

/** Graph contract 12. One text column and one index are kept for SyncBridgeKey, one text column is the list's own Title. */
const mostRowBytes = 7_700;
const mostIndexes = 20;
const reservedBytes = 60;
const reservedIndexes = 1;
/** Graph contract 6.3: beyond these, lookups and people vanish from what is read. */
const mostJoins = 12;

/** The form of a column with a person's type, length and choices. */
function shape(column: ColumnToPlan, proposed: Form, edit: ColumnEdit): Form {
  const form = edit.type === undefined ? proposed : formAs(column, edit.type);
  const { text, choice } = form.facet;
  if (text && !text.allowMultipleLines && (edit.maxLength !== undefined || edit.type !== undefined)) {
    return shapeLine(column, form, edit.maxLength ?? text.maxLength ?? singleLine);
  }
  if (choice && (edit.choices !== undefined || edit.type !== undefined)) {
    const choices = edit.choices ?? choice.choices;
    const limit = choiceLimits(column, choices);
    const facet = choiceOf(choices, choice.displayAs === "checkBoxes" ? "checkBoxes" : "dropDownMenu");
    const reasons = [...(form.reasons ?? []), ...(limit ? [limit] : [])];
    return { facet, reasons, isLimited: form.isLimited || limit !== null };
  }
  return form;
}

function shapeLine(column: ColumnToPlan, form: Form, maxLength: number): Form {
  const width = widthOf(column);
  const cuts = width === null || width > maxLength;
  const reason = `Values over ${maxLength} characters are refused.`;
  const reasons = [
    ...(form.reasons ?? []).filter((each) => !each.includes("characters are refused")),
    ...(cuts ? [reason] : []),
  ];
  return { facet: line(maxLength), reasons, isLimited: cuts };
}

/** The first of a person's wishes about the form that cannot be fulfilled. */
function formProblem(types: readonly TypeChoice[], facet: Facet, edit: ColumnEdit): EditProblem | null {
  const refusal = types.find(({ type }) => type === edit.type)?.refusal;
  if (refusal) return { field: "type", message: refusal };
  if (facet.choice && facet.choice.choices.length === 0) {
    return { field: "choices", message: "Enter at least one choice." };
  }
  if (edit.isUnique && !isUniquable(facet)) {
    return { field: "isUnique", message: "A column of this type cannot be unique in a list." };
  }
  if (edit.isIndexed && !isIndexable(facet)) {
    return { field: "isIndexed", message: "A column of this type takes no index in a list." };
  }
  if (edit.isUnique && edit.isIndexed === false) {
    return { field: "isIndexed", message: "A unique column needs its index." };
  }
  return null;
}

function wishReasons(column: ColumnToPlan, facet: Facet, edit: ColumnEdit): readonly string[] {
  const reasons: string[] = [];
  if (edit.isRequired && column.isNullable) {
    reasons.push("SharePoint asks people for a value; rows without one are written all the same.");
  }
  if (edit.isUnique && !column.isPrimaryKey && !column.isUnique) reasons.push("Rows that share a value are refused.");
  if (edit.isUnique && facet.text)
    reasons.push("SharePoint ignores case: values that differ in it alone count as one.");
  return reasons;
}

/** What a foreign key would allow; said where the column becomes something else. */
function parentReasons({ parent }: ColumnToPlan, facet: Facet): readonly string[] {
  if (!parent || facet.lookup) return [];
  if (!parent.list) return parent.refusal === null ? [] : [parent.refusal];
  return [`Refers to “${parent.table}”: as a lookup it would show the items of “${parent.list.listName}”.`];
}

interface Count {
  rowBytes: number;
  indexCount: number;
  joinCount: number;
}

/** Proposes one column, or what a person made of it, and takes its names, bytes and index. */
function planColumn(
  column: ColumnToPlan,
  edit: ColumnEdit,
  keyCount: number,
  names: Names,
  count: Count,
): Omit<PlannedColumn, "titleFit"> {
  const sourceColumn = column.name;
  const types = typesFor(column);
  const impossible = (reason: string) =>
    ({ sourceColumn, draft: null, fit: "impossible", reasons: [reason], types, problem: null }) as const;
  const proposed = formOf(column);
  if (typeof proposed === "string") return impossible(proposed);
  const { facet, reasons: formReasons = [], isLimited = false } = shape(column, proposed, edit);
  const bytes = bytesOf(facet);
  if (count.rowBytes + bytes > mostRowBytes) {
    return impossible(`The list is full: its columns take ${count.rowBytes} of ${mostRowBytes} bytes a row.`);
  }
  count.rowBytes += bytes;
  if (isJoin(facet)) count.joinCount += 1;

  const reasons = [...formReasons, ...parentReasons(column, facet), ...wishReasons(column, facet, edit)];
  const isProposedIndex = (column.isPrimaryKey || column.isUnique) && isUniquable(facet);
  const wantsIndex = (edit.isIndexed ?? isProposedIndex) || edit.isUnique === true;
  const hasRoom = count.indexCount < mostIndexes;
  const indexed = wantsIndex && isIndexable(facet) && hasRoom;
  if (indexed) count.indexCount += 1;
  if (wantsIndex && !hasRoom) reasons.push(`Not indexed: a list has at most ${mostIndexes} indexes.`);
  const unique = indexed && isUniquable(facet) && (edit.isUnique ?? (column.isPrimaryKey && keyCount === 1));
  const draft: ColumnDraft = {
    name: edit.columnName ?? internalName(column.name, names.internal),
    displayName: edit.displayName ?? displayName(column.name, names.titles),
    ...(column.comment ? { description: column.comment.slice(0, singleLine) } : {}),
    ...(edit.isRequired ? { required: true } : {}),
    ...(indexed ? { indexed } : {}),
    ...(unique ? { enforceUniqueValues: true } : {}),
    ...facet,
  };
  const crowded: EditProblem = { field: "isIndexed", message: `A list has at most ${mostIndexes} indexes.` };
  const joined: EditProblem = {
    field: "type",
    message: `A list is read with ${mostJoins} lookups and people at most.`,
  };
  const problem =
    formProblem(types, facet, edit) ??
    (isJoin(facet) && count.joinCount > mostJoins ? joined : null) ??
    (!hasRoom && (edit.isIndexed || edit.isUnique) ? crowded : null) ??
    nameProblem(edit.columnName) ??
    titleProblem(edit.displayName);
  return { sourceColumn, draft, fit: isLimited ? "limited" : "exact", reasons, types, problem };
}

/** Names that two columns share because a person gave them, at the later one. */
function withTwins(
  columns: readonly PlannedColumn[],
  edits: ReadonlyMap<string, ColumnEdit>,
): readonly PlannedColumn[] {
  const fields = [
    { field: "columnName", key: "name" },
    { field: "displayName", key: "displayName" },
  ] as const;
  return columns.map((column) => {
    const edit = edits.get(column.sourceColumn);
    for (const { field, key } of fields) {
      const own = column.draft?.[key]?.toLowerCase();
      if (column.problem || own === undefined || edit?.[field] === undefined) continue;
      const twin = columns.find((other) => other !== column && other.draft?.[key]?.toLowerCase() === own);
      if (twin) return { ...column, problem: { field, message: `“${twin.sourceColumn}” has this name already.` } };
    }
    return column;
  });
}

const noEdit = (sourceColumn: string): ColumnEdit => ({ sourceColumn });

/**
 * Proposes the list for a table, column by column, by Graph contract 14 (b), with what a person changed: pure, so that it can be shown before
 * anything is made. A single key column is indexed and unique. Other unique columns are only indexed, since values that swap rows would clash
 * on their way. Wishes that cannot be fulfilled stand in `problem`; such a plan must not be made.
 */
export function planList(columns: readonly ColumnToPlan[], edits: readonly ColumnEdit[] = []): ListPlan {
  const byColumn = new Map(edits.map((edit) => [edit.sourceColumn, edit]));
  const names = freeNames(edits);
  const keyCount = columns.filter((column) => column.isPrimaryKey).length;
  const count: Count = { rowBytes: reservedBytes, indexCount: reservedIndexes, joinCount: 0 };
  const titles = titleColumnsOf(columns);
  const best = bestTitleOf(titles);
  const planned = columns.map((column): PlannedColumn => {
    const titleFit = column.name === best ? "best" : titles.includes(column.name) ? "fits" : null;
    return {
      ...planColumn(column, byColumn.get(column.name) ?? noEdit(column.name), keyCount, names, count),
      titleFit,
    };
  });
  const { rowBytes, indexCount } = count;
  return { columns: withTwins(planned, byColumn), rowBytes, indexCount };
}
