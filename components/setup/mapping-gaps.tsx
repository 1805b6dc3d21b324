import { Plus } from "lucide-react";
import { ActionButton } from "@/components/forms/action-button";
import { Callout } from "@/components/ui/callout";
import { Code } from "@/components/ui/code";
import { createListColumnAction } from "@/lib/features/mapping/actions";
import type { ColumnLeftBehind, MappingProposal } from "@/lib/features/setup/types";
import { plural } from "@/lib/format/plural";
import { titleOf } from "@/lib/format/title";

/** Columns that are offered one by one; of a wide table the others are added where they are mapped. */
const mostOffered = 8;

interface MappingGapsProps {
  proposal: MappingProposal;
  listName: string;
}

/** What the mapping still lacks, and what of the table stays behind. */
export function MappingGaps({ proposal, listName }: MappingGapsProps) {
  const { definitionId, problems, missingRequired, leftBehind } = proposal;
  const needed = leftBehind.filter(({ isNeeded }) => isNeeded);
  const others = leftBehind.filter(({ isNeeded }) => !isNeeded);
  return (
    <>
      {problems.length > 0 && (
        <Callout
          tone="attention"
          title="The mapping cannot be used as it is"
          remedy="Tick a pair for it below, or set it in the mapping editor."
        >
          <ul className="list-disc pl-4">
            {problems.map((problem) => (
              <li key={problem}>{problem}</li>
            ))}
          </ul>
        </Callout>
      )}
      {missingRequired.length > 0 && (
        <Callout title={`${missingRequired.map((name) => `“${name}”`).join(", ")} stays empty`}>
          The list asks people for it when they edit an item; a sync may leave it empty. To fill it, map a column or an
          expression in the mapping editor, which asks for it before it publishes.
        </Callout>
      )}
      {needed.length > 0 && (
        <Callout
          tone="attention"
          title={`“${listName}” has no column for ${needed.length === 1 ? "the key" : "a part of the key"} of the table`}
          remedy="Add it, or pair it by hand in the mapping editor. Without it every row gets a new item."
          action={<AddColumns definitionId={definitionId} listName={listName} columns={needed} />}
        >
          By the key it is seen which of the items that are in the list already belong to rows.
        </Callout>
      )}
      {others.length > 0 && (
        <Callout
          title={`${plural(others.length, "column")} of the table ${others.length === 1 ? "stays" : "stay"} behind`}
          action={<AddColumns definitionId={definitionId} listName={listName} columns={others.slice(0, mostOffered)} />}
        >
          The list has no column like {others.length === 1 ? "it" : "them"}.
          {others.length > mostOffered && " Columns can be added to the list in the mapping editor too."}
        </Callout>
      )}
    </>
  );
}

/** Makes a list column for each, in SharePoint and at once; it stands among the proposals then. */
function AddColumns(props: { definitionId: string; listName: string; columns: readonly ColumnLeftBehind[] }) {
  const { definitionId, listName, columns } = props;
  return (
    <ul className="flex max-w-md flex-wrap gap-1.5 sm:justify-end">
      {columns.map(({ id, name }) => (
        <li key={id}>
          <ActionButton
            size="sm"
            icon={<Plus aria-hidden />}
            action={createListColumnAction}
            input={{ definitionId, sourceColumnId: id, displayName: titleOf(name) }}
            done={`“${listName}” has a column “${titleOf(name)}” now`}
            confirm={{
              title: `Add a column “${titleOf(name)}” to “${listName}”?`,
              body: "It is made in SharePoint at once, empty, of the type that holds the values best. Everybody who works in the list sees it.",
              verb: "Add column",
            }}
          >
            Add <Code>{name}</Code> to the list
          </ActionButton>
        </li>
      ))}
    </ul>
  );
}
