import { addField, saveField, saveRowFilter } from "@/lib/features/expressions/mutations";
import { addFieldInput, saveFieldInput, saveRowFilterInput } from "@/lib/features/expressions/schema";
import { addMapping, removeMapping } from "@/lib/features/syncs/mutations";
import { type ApplyWork, atPlace, differences, parsedAt } from "./apply-work";
import type { Aspect, AspectQuestion } from "./definition-aspects";
import { columnNamed, failForColumn } from "./find-parts";
import { presentDefinitions } from "./queries";
import type { MappingEntry } from "./schema";
import type { PresentMapping } from "./types";

const text = ({ from, to }: { readonly from?: string | null; readonly to: string }) =>
  `${from ?? "an expression"} → ${to}`;

const isSame = (entry: MappingEntry, mapping: PresentMapping) =>
  (entry.from ?? null) === mapping.from && entry.to === mapping.to;

/** How an entry's field gets its value; what the file leaves out is undefined and stays. A default goes with its policy. */
function ruleOf({ transform, inverse, whenEmpty, default: fallback }: MappingEntry) {
  const isOther = whenEmpty !== undefined && whenEmpty !== "DEFAULT";
  return { transform, inverse, whenEmpty, default: isOther ? null : fallback };
}

/** A new mapping has these rules before it is given its own. */
const noRule = { transform: null, inverse: null, whenEmpty: "CLEAR", default: null } as const;

function asInput(entry: MappingEntry, stored: Omit<PresentMapping, "id" | "from" | "to">) {
  const rule = ruleOf(entry);
  return {
    transform: rule.transform === undefined ? stored.transform : rule.transform,
    inverse: rule.inverse === undefined ? stored.inverse : rule.inverse,
    nullPolicy: rule.whenEmpty ?? stored.whenEmpty,
    defaultValue: rule.default === undefined ? stored.default : rule.default,
  };
}

/** Mappings by their two columns, each with its rule. Those that the file does not name stay, unless it says that they go. */
export function mappingsAspect(work: ApplyWork, question: AspectQuestion): Aspect {
  const { entry, present, parts, path } = question;
  if (!entry.mappings) return { fields: [], perform: async () => undefined };
  checkColumns(work, question);
  const wanted = entry.mappings;
  const stored = present?.mappings ?? [];
  const added = wanted.filter((one) => !stored.some((mapping) => isSame(one, mapping)));
  const others = stored.filter((mapping) => !wanted.some((one) => isSame(one, mapping)));
  const isInTheWay = (mapping: PresentMapping) =>
    added.some(({ from, to }) => (from !== undefined && mapping.from === from) || mapping.to === to);
  const removed = entry.otherMappings === "remove" ? others : others.filter(isInTheWay);
  const kept = others.filter((mapping) => !removed.includes(mapping));
  const rules = wanted.flatMap((one) => {
    const mapping = stored.find((candidate) => isSame(one, candidate)) ?? noRule;
    return differences(ruleOf(one), mapping).map((change) => ({ ...change, field: `${text(one)}: ${change.field}` }));
  });
  const columnId = (name: string | undefined, side: "tableColumns" | "listColumns") =>
    (parts && name !== undefined && columnNamed(parts[side], name)?.id) || "";
  return {
    fields: [
      ...removed.map((mapping) => ({ field: "mapping", before: text(mapping), after: null })),
      ...added.map((mapping) => ({ field: "mapping", before: null, after: text(mapping) })),
      ...rules,
    ],
    notes: kept.length === 0 ? [] : [`Not in the file, and kept: ${kept.map(text).join(", ")}.`],
    perform: async ({ id: definitionId }) => {
      for (const { id: mappingId } of removed) await removeMapping(work.context, { definitionId, mappingId });
      for (const one of added) {
        const targetColumnId = columnId(one.to, "listColumns");
        const place = [...path, "mappings", wanted.indexOf(one)];
        // Another column of the table in the same column of the list is the same field: its items are compared, not written anew.
        const formerId = removed.find(({ to }) => to === one.to)?.id ?? null;
        if (one.from === undefined) {
          const input = { definitionId, targetColumnId, ...asInput(one, noRule) };
          await atPlace(work, place, () =>
            addField(work.context, parsedAt(work, place, addFieldInput, input), formerId),
          );
        } else {
          const sourceColumnId = columnId(one.from, "tableColumns");
          await atPlace(work, place, () =>
            addMapping(work.context, { definitionId, sourceColumnId, targetColumnId }, formerId),
          );
        }
      }
      await setRules(work, question, definitionId);
    },
  };
}

/** Sets the rules that differ, of mappings that are all there by now. */
async function setRules(work: ApplyWork, { entry, path }: AspectQuestion, definitionId: string): Promise<void> {
  const [definition] = await presentDefinitions(work.context, { ids: [definitionId] });
  for (const [at, one] of (entry.mappings ?? []).entries()) {
    const mapping = definition?.mappings.find((candidate) => isSame(one, candidate));
    if (!mapping || differences(ruleOf(one), mapping).length === 0) continue;
    const input = { definitionId, mappingId: mapping.id, ...asInput(one, mapping) };
    const place = [...path, "mappings", at];
    await atPlace(work, place, () => saveField(work.context, parsedAt(work, place, saveFieldInput, input)));
  }
}

/** Which rows take part. */
export function filterAspect(work: ApplyWork, { entry, present, path }: AspectQuestion): Aspect {
  const { rowFilter } = entry;
  return {
    fields: differences({ rowFilter }, present),
    perform: ({ id: definitionId }) =>
      saveRowFilter(work.context, parsedAt(work, path, saveRowFilterInput, { definitionId, rowFilter })),
  };
}

/** Every column must be there, and stand in one mapping only. */
function checkColumns(work: ApplyWork, { entry, parts, path }: AspectQuestion): void {
  const seen = { from: new Set<string>(), to: new Set<string>() };
  for (const [at, mapping] of (entry.mappings ?? []).entries()) {
    for (const side of ["from", "to"] as const) {
      const name = mapping[side];
      if (name === undefined) continue;
      const place = [...path, "mappings", at, side];
      if (seen[side].has(name)) work.file.fail(place, `“${name}” is mapped above already.`, "Map each column once.");
      seen[side].add(name);
      const columns = side === "from" ? parts?.tableColumns : parts?.listColumns;
      if (columns && columnNamed(columns, name) === null)
        failForColumn(work, place, name, columns, side === "from" ? "The table" : "The list");
    }
  }
}
