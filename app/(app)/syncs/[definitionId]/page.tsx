import { LoadCard } from "@/components/budget/load-card";
import { PageBody } from "@/components/layout/page-body";
import { MappingEditor } from "@/components/mapping/mapping-editor";
import { readEditorAddress } from "@/components/mapping/read-editor-address";
import { DefinitionFacts } from "@/components/syncs/definition-facts";
import { Callout } from "@/components/ui/callout";
import { isAllowed } from "@/lib/context";
import { getLoadEstimate } from "@/lib/features/budgets/queries";
import { listFunctions } from "@/lib/features/expressions/queries";
import { packView } from "@/lib/features/mapping/document/packed";
import { mappingPolicies } from "@/lib/features/mapping/policy";
import { getEditorView } from "@/lib/features/mapping/queries";
import { getDefinition } from "@/lib/features/syncs/queries";
import { definitionRef } from "@/lib/features/syncs/schema";
import type { SearchParams } from "@/lib/format/table-state";
import { loadPage, readRef } from "@/lib/page";

interface MappingPageProps {
  params: Promise<{ definitionId: string }>;
  searchParams: Promise<SearchParams>;
}

export default async function MappingPage({ params, searchParams }: MappingPageProps) {
  const ref = readRef(definitionRef, await params);
  const initial = readEditorAddress(await searchParams);
  const { definition, functions, cost, view, mayMeasure } = await loadPage(async (context) => {
    const [{ found, estimate }, seen, callable] = await Promise.all([
      getDefinition(context, ref).then(async (found) => ({
        found,
        estimate: await getLoadEstimate(context, found, found.linkedItems ?? 0),
      })),
      getEditorView(context, ref),
      listFunctions(context),
    ]);
    const mayMeasure = isAllowed(context.actor, mappingPolicies.measure);
    return { definition: found, functions: callable, cost: estimate, view: seen, mayMeasure };
  });
  const { rowFilter } = view.published.document;
  return (
    <PageBody>
      <OtherProblems problems={view.definition.otherProblems} />
      <MappingEditor packed={packView(view)} functions={functions} mayMeasure={mayMeasure} initial={initial} />
      <DefinitionFacts definition={definition} />
      <LoadCard estimate={cost} present={definition.linkedItems ?? 0} isFiltered={rowFilter !== null} />
    </PageBody>
  );
}

/** What else than the mapping keeps the sync from running; the editor tells of its own problems. */
function OtherProblems({ problems }: { problems: readonly string[] }) {
  if (problems.length === 0) return null;
  const title =
    problems.length === 1
      ? "One thing keeps this sync from running"
      : `${problems.length} things keep this sync from running`;
  return (
    <Callout tone="attention" title={title}>
      <ul className="list-disc pl-4">
        {problems.map((problem) => (
          <li key={problem}>{problem}</li>
        ))}
      </ul>
    </Callout>
  );
}
