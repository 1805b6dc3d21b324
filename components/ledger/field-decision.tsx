import { ActionButton } from "@/components/forms/action-button";
import { decideEntriesAction } from "@/lib/features/ledger/actions";
import type { PassportField, RowPassport } from "@/lib/features/ledger/types";

/** Whose value stands in a field that waits; nothing for all others. */
export function FieldDecision({ passport, field }: { passport: RowPassport; field: PassportField }) {
  const { entry, definitionId } = passport;
  if (!entry || !field.held) return null;
  const { mappingId, column, ours, theirs } = field.held;
  const input = { definitionId, entryIds: [entry.id], mappingId };
  const shown = (value: string | null) => (value === null ? "nothing" : `“${value}”`);
  return (
    <span className="flex flex-wrap gap-2 py-1">
      <ActionButton
        action={decideEntriesAction}
        input={{ ...input, decision: "list" as const }}
        done="The list's value stays"
        size="sm"
        confirm={{
          title: `Keep the list's value in ${column}?`,
          body: `The list keeps ${shown(theirs)}. The table's ${shown(ours)} is not written; the field is written again when the row gets another value in it.`,
          verb: "Keep the list's value",
        }}
      >
        Keep the list's value
      </ActionButton>
      <ActionButton
        action={decideEntriesAction}
        input={{ ...input, decision: "table" as const }}
        done="The next run writes the table's value"
        size="sm"
        confirm={{
          title: `Take the table's value in ${column}?`,
          body: `The next run replaces ${shown(theirs)} in the list by ${shown(ours)}, or by what the table holds then. An edit made before it is asked about again.`,
          verb: "Take the table's value",
        }}
      >
        Take the table's value
      </ActionButton>
    </span>
  );
}
