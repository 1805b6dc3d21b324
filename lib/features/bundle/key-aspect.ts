import { agreeToUnique, changeKey, setNamespace } from "@/lib/features/keys/mutations";
import { keyInput, namespaceInput } from "@/lib/features/keys/schema";
import { type ApplyWork, atPlace, differences, parsedAt } from "./apply-work";
import { type Aspect, type AspectQuestion, matchCommand } from "./definition-aspects";
import { columnNamed, failForColumn } from "./find-parts";
import type { DefinitionEntry } from "./schema";
import type { PresentDefinition } from "./types";

/** A key in the form in which two are compared: chosen columns count in their order, those of a named key are the table's matter. */
function keyOf({ strategy, constraint, columns }: NonNullable<DefinitionEntry["key"]>) {
  if (strategy === "PRIMARY_KEY") return { strategy };
  if (strategy === "UNIQUE_CONSTRAINT") return { strategy, constraint };
  return { strategy, columns };
}

/** By which columns a row is known. Another key of a definition that has pushed asks for a comparison, which a person confirms. */
export function keyAspect(work: ApplyWork, { entry, present, parts, path }: AspectQuestion): Aspect {
  const { key } = entry;
  if (!key) return { fields: [], perform: async () => undefined };
  const place = [...path, "key"];
  const columns = (key.columns ?? []).map((name, at) => {
    const column = parts && columnNamed(parts.tableColumns, name);
    if (parts && !column) failForColumn(work, [...place, "columns", at], name, parts.tableColumns, "The table");
    return column;
  });
  const wanted = keyOf(key);
  const isAsked = present?.askedKey && differences({ key: wanted }, { key: keyOf(present.askedKey) }).length === 0;
  return {
    fields: isAsked ? [] : differences({ key: wanted }, present && { key: keyOf(present.key) }),
    notes: isAsked
      ? [`Its key changes when the comparison is confirmed: ${matchCommand(entry.name, " --confirm")}.`]
      : [],
    perform: ({ id: definitionId }) => {
      const input = parsedAt(work, place, keyInput, {
        definitionId,
        strategy: key.strategy,
        constraintName: key.constraint,
        columnIds: columns.flatMap((column) => column?.id ?? []),
        onSourceDelete: entry.policies?.onSourceDelete,
      });
      return atPlace(work, place, () => changeKey(work.context, input));
    },
  };
}

/** Whether the key column of the list may be made unique; asking Graph prepares the list accordingly. */
export function consentAspect(work: ApplyWork, { entry, present, path }: AspectQuestion): Aspect {
  const { mayMakeUnique } = entry;
  return {
    fields: differences({ mayMakeUnique }, present),
    perform: ({ id: definitionId }) =>
      atPlace(work, [...path, "mayMakeUnique"], () =>
        agreeToUnique(work.context, { definitionId, mayMakeUnique: mayMakeUnique ?? false }),
      ),
  };
}

/** The namespace of the list's keys, for one that has none yet (R9): a frozen one is never replaced. */
export function namespaceAspect(work: ApplyWork, { entry, present, path }: AspectQuestion): Aspect {
  const { identityNamespace: namespace } = entry;
  const set = ({ id: definitionId }: PresentDefinition) => {
    const place = [...path, "identityNamespace"];
    const input = parsedAt(work, place, namespaceInput, { definitionId, namespace });
    return atPlace(work, place, () => setNamespace(work.context, input));
  };
  if (present?.identityNamespace !== null) return { fields: [], perform: async () => undefined };
  return { fields: differences({ identityNamespace: namespace }, present), perform: set };
}
