import type { EditorColumns } from "@/lib/features/mapping/document/columns";
import type { DocumentDifference } from "@/lib/features/mapping/document/difference";
import type { MappingRow } from "@/lib/features/mapping/document/document";

/** A difference by the names of columns, for the audit trail; parts that do not differ are absent. */
export function tellDifference(difference: DocumentDifference, columns: EditorColumns): object {
  const sourceName = (id: string | null) => columns.sources.find((column) => column.id === id)?.name ?? id;
  const targetName = (id: string) => columns.targets.find((column) => column.id === id)?.name ?? id;
  const tell = (row: MappingRow) => {
    const { id: _, sourceColumnId, targetColumnId, ...rule } = row;
    return { sourceColumn: sourceName(sourceColumnId), targetColumn: targetName(targetColumnId), ...rule };
  };
  const { added, removed, changed, rowFilter, unitRows } = difference;
  const examples = unitRows.added.length + unitRows.removed.length + unitRows.changed.length;
  return {
    ...(added.length > 0 ? { added: added.map(tell) } : {}),
    ...(removed.length > 0 ? { removed: removed.map(tell) } : {}),
    ...(changed.length > 0
      ? { changed: changed.map(({ before, after, fields }) => ({ fields, before: tell(before), after: tell(after) })) }
      : {}),
    ...(rowFilter ? { rowFilter } : {}),
    ...(examples > 0 ? { examplesChanged: examples } : {}),
  };
}
