import { LoadCard } from "@/components/budget/load-card";
import { DataTable } from "@/components/data-table/data-table";
import { AddFieldButton } from "@/components/expressions/add-field-button";
import { MappingRulesProvider } from "@/components/expressions/mapping-rules";
import { RowFilterCard } from "@/components/expressions/row-filter-card";
import { PageBody } from "@/components/layout/page-body";
import { MeasureFits } from "@/components/mapping/measure-fits";
import { AddMappingForm } from "@/components/syncs/add-mapping-form";
import { DefinitionFacts } from "@/components/syncs/definition-facts";
import { mappingColumns } from "@/components/syncs/mapping-table";
import { Callout } from "@/components/ui/callout";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { isAllowed } from "@/lib/context";
import { getLoadEstimate } from "@/lib/features/budgets/queries";
import { getMappingRules } from "@/lib/features/expressions/queries";
import { mappingPolicies } from "@/lib/features/mapping/policy";
import { listFits } from "@/lib/features/mapping/queries";
import { syncPolicies } from "@/lib/features/syncs/policy";
import { getDefinition } from "@/lib/features/syncs/queries";
import { definitionRef } from "@/lib/features/syncs/schema";
import type { DefinitionDetails } from "@/lib/features/syncs/types";
import { loadPage, readRef } from "@/lib/page";

export default async function MappingPage({ params }: { params: Promise<{ definitionId: string }> }) {
  const ref = readRef(definitionRef, await params);
  const { definition, rules, cost, fits, mayDefine, mayMeasure } = await loadPage(async (context) => {
    const found = await getDefinition(context, ref);
    return {
      definition: found,
      rules: await getMappingRules(context, ref),
      cost: await getLoadEstimate(context, found, found.linkedItems ?? 0),
      fits: await listFits(context, ref),
      mayDefine: isAllowed(context.actor, syncPolicies.define),
      mayMeasure: isAllowed(context.actor, mappingPolicies.measure),
    };
  });
  const canAddField = mayDefine && definition.freeTargetColumns.length > 0;
  const canAdd = canAddField && definition.freeSourceColumns.length > 0;
  return (
    <MappingRulesProvider rules={rules}>
      <PageBody>
        <Notices definition={definition} />
        {mayMeasure && definition.mappings.length > 0 && <MeasureFits definitionId={definition.id} fits={fits} />}
        <DataTable
          label="Mapped columns"
          columns={mappingColumns(definition.id, mayDefine, fits)}
          page={{ rows: definition.mappings, nextCursor: null }}
          rowKey={(row) => row.id}
          path={`/syncs/${definition.id}`}
          empty={
            <EmptyState title="Nothing is mapped yet">
              Pair a column of the table with one of the list below.
            </EmptyState>
          }
        />
        {canAddField && !canAdd && (
          <Card
            title="Add a mapping"
            description="Every column of the table is mapped."
            actions={<AddFieldButton targets={definition.freeTargetColumns} />}
          />
        )}
        {canAdd && (
          <Card
            title="Add a mapping"
            actions={<AddFieldButton targets={definition.freeTargetColumns} />}
            description={`${definition.freeSourceColumns.length} table columns and ${definition.freeTargetColumns.length} list columns are free.`}
          >
            <AddMappingForm
              definitionId={definition.id}
              sources={definition.freeSourceColumns}
              targets={definition.freeTargetColumns}
            />
          </Card>
        )}
        <RowFilterCard mayDefine={mayDefine} />
        <DefinitionFacts definition={definition} />
        <LoadCard estimate={cost} present={definition.linkedItems ?? 0} isFiltered={rules.rowFilter !== null} />
      </PageBody>
    </MappingRulesProvider>
  );
}

function Notices({ definition }: { definition: DefinitionDetails }) {
  return (
    <>
      {definition.problems.length > 0 && (
        <Callout
          tone="attention"
          title={
            definition.problems.length === 1
              ? "One thing keeps this sync from running"
              : `${definition.problems.length} things keep this sync from running`
          }
        >
          <ul className="list-disc pl-4">
            {definition.problems.map((problem) => (
              <li key={problem}>{problem}</li>
            ))}
          </ul>
        </Callout>
      )}
    </>
  );
}
