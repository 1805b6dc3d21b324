import { Callout } from "@/components/ui/callout";
import { Code } from "@/components/ui/code";
import type { MappingProposal } from "@/lib/features/setup/types";
import { plural } from "@/lib/format/plural";

/** What the mapping still lacks, and what of the table stays behind. */
export function MappingGaps({ proposal }: { proposal: MappingProposal }) {
  const { problems, missingRequired, unmappedColumns } = proposal;
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
          expression in the mapping editor.
        </Callout>
      )}
      {unmappedColumns.length > 0 && (
        <Callout title={`${plural(unmappedColumns.length, "column")} of the table stay behind`}>
          <span className="flex flex-wrap gap-1.5">
            {unmappedColumns.map((name) => (
              <Code key={name}>{name}</Code>
            ))}
          </span>
        </Callout>
      )}
    </>
  );
}
