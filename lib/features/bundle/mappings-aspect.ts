import { addMapping, removeMapping } from "@/lib/features/syncs/mutations";
import type { ApplyWork } from "./apply-work";
import type { Aspect, AspectQuestion } from "./definition-aspects";
import { columnNamed, failForColumn } from "./find-parts";
import type { PresentMapping } from "./types";

const text = ({ from, to }: { readonly from: string | null; readonly to: string }) =>
  `${from ?? "an expression"} → ${to}`;

/** Mappings by their two columns. Those that the file does not name stay, unless it says that they go. */
export function mappingsAspect(work: ApplyWork, question: AspectQuestion): Aspect {
  const { entry, present, parts } = question;
  if (!entry.mappings) return { fields: [], perform: async () => undefined };
  checkColumns(work, question);
  const stored = present?.mappings ?? [];
  const isSame = (a: { from: string | null; to: string }, b: { from: string | null; to: string }) =>
    a.from === b.from && a.to === b.to;
  const added = entry.mappings.filter((wanted) => !stored.some((mapping) => isSame(mapping, wanted)));
  const others = stored.filter((mapping) => !entry.mappings?.some((wanted) => isSame(mapping, wanted)));
  const isInTheWay = (mapping: PresentMapping) =>
    added.some(({ from, to }) => mapping.from === from || mapping.to === to);
  const removed = entry.otherMappings === "remove" ? others : others.filter(isInTheWay);
  const kept = others.filter((mapping) => !removed.includes(mapping));
  return {
    fields: [
      ...removed.map((mapping) => ({ field: "mapping", before: text(mapping), after: null })),
      ...added.map((mapping) => ({ field: "mapping", before: null, after: text(mapping) })),
    ],
    notes: kept.length === 0 ? [] : [`Not in the file, and kept: ${kept.map(text).join(", ")}.`],
    perform: async ({ id: definitionId }) => {
      for (const { id: mappingId } of removed) await removeMapping(work.context, { definitionId, mappingId });
      for (const { from, to } of added) {
        const sourceColumnId = (parts && columnNamed(parts.tableColumns, from)?.id) ?? "";
        const targetColumnId = (parts && columnNamed(parts.listColumns, to)?.id) ?? "";
        await addMapping(work.context, { definitionId, sourceColumnId, targetColumnId });
      }
    },
  };
}

/** Every column must be there, and stand in one mapping only. */
function checkColumns(work: ApplyWork, { entry, parts, path }: AspectQuestion): void {
  const seen = { from: new Set<string>(), to: new Set<string>() };
  for (const [at, mapping] of (entry.mappings ?? []).entries()) {
    for (const side of ["from", "to"] as const) {
      const name = mapping[side];
      const place = [...path, "mappings", at, side];
      if (seen[side].has(name)) work.file.fail(place, `“${name}” is mapped above already.`, "Map each column once.");
      seen[side].add(name);
      const columns = side === "from" ? parts?.tableColumns : parts?.listColumns;
      if (columns && columnNamed(columns, name) === null)
        failForColumn(work, place, name, columns, side === "from" ? "The table" : "The list");
    }
  }
}
