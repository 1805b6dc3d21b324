import { keyColumnName } from "@/lib/connectors/sharepoint/key-column";
import type { Tx } from "@/lib/db/client";
import { kindOfColumn } from "@/lib/engine/expression/kind";
import { writtenName } from "@/lib/engine/expression/scope";
import type { EditorColumns, SourceColumnView, TargetColumnView } from "@/lib/features/mapping/document/columns";
import type { MappingDocument } from "@/lib/features/mapping/document/document";
import type { GraphColumn } from "@/lib/graph/columns";
import { columnsById } from "../columns-by-id";
import { targetOfColumn } from "../fields";
import type { StoredDefinition } from "../load-definition";
import { parentsOfLists } from "../lookup-sources";
import { fitSourceOf } from "../mapping-fit";

type SourceColumn = StoredDefinition["sourceTable"]["columns"][number];
type ListColumn = StoredDefinition["targetList"]["columns"][number];

function sourceView(column: SourceColumn, stored: StoredDefinition): SourceColumnView {
  const fit = fitSourceOf(column, stored);
  const isUsable = kindOfColumn(fit) !== null && !column.vanishedAt;
  return {
    ...fit,
    id: column.id,
    name: column.columnName,
    ordinal: column.ordinalPosition,
    isKey: stored.keyColumns.some(({ columnId }) => columnId === column.id),
    isPrimaryKey: column.isPrimaryKey,
    isGenerated: column.isGenerated || column.isIdentity || column.isRowVersion,
    comment: column.comment,
    written: isUsable ? writtenName(column.columnName) : null,
    isVanished: column.vanishedAt !== null,
  };
}

function hasDefault({ definition }: ListColumn): boolean {
  // Written by discovery from Graph's own answer, which was checked there.
  const { defaultValue } = definition as Pick<GraphColumn, "defaultValue">;
  return Boolean(defaultValue?.value || defaultValue?.formula);
}

function targetView(column: ListColumn, stored: StoredDefinition, filledLists: ReadonlySet<string>): TargetColumnView {
  const target = targetOfColumn(column);
  const isFilled = !target.lookupListId || filledLists.has(target.lookupListId);
  return {
    ...target,
    id: column.id,
    displayName: column.displayName ?? column.columnName,
    isRequired: column.isRequired,
    isUnique: column.isUnique,
    isIndexed: column.isIndexed,
    hasDefault: hasDefault(column),
    isReadOnly: target.type === "read-only",
    isHidden: column.isHidden,
    isVanished: column.vanishedAt !== null,
    reservedFor: column.columnName === keyColumnName ? "key" : column.id === stored.markColumnId ? "mark" : null,
    lookupRefusal: isFilled
      ? null
      : `No sync fills the list that “${column.columnName}” looks up, so nobody knows which item a value stands for.`,
  };
}

/** Both sides of a definition, with the vanished and hidden columns that any of the documents names. */
export async function editorColumns(
  client: Tx,
  stored: StoredDefinition,
  documents: readonly MappingDocument[],
): Promise<EditorColumns> {
  const rows = documents.flatMap((document) => document.rows);
  const { sources, targets } = await columnsById(client, stored, rows);
  const listed = [...targets.values()];
  const lists = listed.flatMap((column) => targetOfColumn(column).lookupListId ?? []);
  const filled = new Set((await parentsOfLists(client, [...new Set(lists)])).keys());
  return {
    mode: stored.syncMode,
    sources: [...sources.values()].map((column) => sourceView(column, stored)),
    targets: listed
      .map((column) => targetView(column, stored, filled))
      .toSorted((a, b) => a.displayName.localeCompare(b.displayName)),
    cursorColumnId: stored.cursorColumnId,
    needsKeyMapped:
      stored.keyStrategy !== "HASHED" &&
      (stored.firstMatchAt === null || stored.keyLevel === "K3" || stored.keyLevel === "K4"),
  };
}
