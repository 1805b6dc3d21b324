import { ListChecks } from "lucide-react";
import { DataTable } from "@/components/data-table/data-table";
import { ActionButton } from "@/components/forms/action-button";
import { operationColumns } from "@/components/runs/operation-table";
import { PlanView } from "@/components/setup/plan-view";
import { SetupProblems } from "@/components/setup/setup-problems";
import { SetupShell } from "@/components/setup/setup-shell";
import { StepLinks } from "@/components/setup/step-links";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { TextLink } from "@/components/ui/text-link";
import { listRunRejections } from "@/lib/features/rejections/queries";
import { planRunAction } from "@/lib/features/runs/actions";
import { getLiveRun, listOperations } from "@/lib/features/runs/queries";
import type { OperationRow } from "@/lib/features/runs/types";
import { getSetup } from "@/lib/features/setup/queries";
import type { SetupView } from "@/lib/features/setup/types";
import { definitionRef } from "@/lib/features/syncs/schema";
import { maySeeValues } from "@/lib/features/values/queries";
import { loadPage, readRef } from "@/lib/page";

/** Operations that are shown of a plan; all of them are one click away. */
const shown = 8;

export default async function PlanSetupPage({ params }: { params: Promise<{ definitionId: string }> }) {
  const ref = readRef(definitionRef, await params);
  const { setup, live, rejections, operations, maySee } = await loadPage(async (context) => {
    const found = await getSetup(context, ref);
    const sees = await maySeeValues(context, ref);
    if (found.plan === null) return { setup: found, live: null, rejections: null, operations: [], maySee: sees };
    const { runId } = found.plan;
    return {
      setup: found,
      live: await getLiveRun(context, { runId }),
      rejections: await listRunRejections(context, { runId }),
      operations: sees ? (await listOperations(context, { runId, limit: shown })).rows : [],
      maySee: sees,
    };
  });
  const isOpen = live?.run.outcome === null;
  const isUsable = live?.run.outcome === "SUCCEEDED" && setup.plan?.isCurrent === true;
  const rejected = (live?.run.rowsRejected ?? 0) > 0;
  const planned = live ? live.run.plannedCreates + live.run.plannedUpdates + live.run.plannedDeletes : 0;
  return (
    <SetupShell
      setup={setup}
      step="plan"
      width="table"
      title="What would be written"
      lead="A dry run reads the table and works out every write as a run does, then stops. Neither table nor list is touched."
    >
      <SetupProblems setup={setup} title="This has to be mended before a dry run" />
      {live && rejections && (
        <PlanView
          key={live.run.id}
          initial={live}
          rejections={rejections}
          maySeeValues={maySee}
          isOutdated={setup.plan?.isCurrent === false}
        >
          {operations.length > 0 && <Samples runId={live.run.id} operations={operations} planned={planned} />}
        </PlanView>
      )}
      {!isOpen && (
        <StepLinks
          setup={setup}
          step="plan"
          canSkip={!isUsable}
          nextLabel={rejected ? "Go on without those rows" : "Looks right, go on"}
        >
          {isUsable ? undefined : <DryRunButton setup={setup} variant="primary" again={live !== null} />}
        </StepLinks>
      )}
      {isUsable && (
        <div>
          <DryRunButton setup={setup} variant="quiet" again />
        </div>
      )}
    </SetupShell>
  );
}

function DryRunButton(props: { setup: SetupView; variant: "primary" | "quiet"; again: boolean }) {
  const { setup, variant, again } = props;
  return (
    <ActionButton
      action={planRunAction}
      input={{ definitionId: setup.definitionId }}
      variant={variant}
      icon={<ListChecks aria-hidden />}
      disabled={setup.problems.length > 0}
    >
      {again ? "Make the dry run again" : "Make the dry run"}
    </ActionButton>
  );
}

function Samples(props: { runId: string; operations: readonly OperationRow[]; planned: number }) {
  const { runId, operations, planned } = props;
  return (
    <Card
      title="Some of what would be written"
      padding="none"
      actions={
        planned > operations.length && (
          <TextLink href={`/runs/${runId}/operations`}>All {planned.toLocaleString("en")} operations</TextLink>
        )
      }
    >
      <DataTable
        bare
        label="Planned operations"
        columns={operationColumns.filter(({ id }) => id !== "attempts" && id !== "state")}
        page={{ rows: operations, nextCursor: null }}
        rowKey={(operation) => operation.id}
        path={`/runs/${runId}/operations`}
        empty={<EmptyState title="Nothing would be written" />}
      />
    </Card>
  );
}
