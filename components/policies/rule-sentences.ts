import { conflictWords, deletePolicyWords, listDeletePolicyWords, modeWords } from "@/lib/features/policies/labels";
import type { DefinitionPolicies } from "@/lib/features/policies/types";

type Rules = Pick<
  DefinitionPolicies,
  "mode" | "conflictPolicy" | "onSourceDelete" | "onLeftFilter" | "onListDelete" | "markColumnName"
>;

/** The rules of a definition, each as a name and what holds. */
export function ruleSentences(rules: Rules): readonly { readonly label: string; readonly value: string }[] {
  const { mode, conflictPolicy, onSourceDelete, onLeftFilter, onListDelete, markColumnName } = rules;
  const isArchive = mode === "ARCHIVE_ONLY";
  const isMarked = isArchive || onSourceDelete === "MARK" || onLeftFilter === "MARK";
  const left = (policy: Rules["onSourceDelete"]) =>
    isArchive ? "Its item is kept as it was last seen" : deletePolicyWords[policy].label;
  return [
    { label: "Mode", value: mode === "TWO_WAY" ? "Two-way" : modeWords[mode].label },
    { label: "When a row leaves the table", value: left(onSourceDelete) },
    { label: "When a row leaves the row filter", value: left(onLeftFilter) },
    ...(isMarked ? [{ label: "Mark column", value: markColumnName ?? "None" }] : []),
    { label: "When an item is deleted in the list", value: listDeletePolicyWords[onListDelete].label },
    {
      label: "When an item was edited in the list",
      value: conflictPolicy === "LATEST_WINS" ? "The later change wins" : conflictWords[conflictPolicy].label,
    },
  ];
}
