import type { Metadata } from "next";
import { DataTable } from "@/components/data-table/data-table";
import { PageBody } from "@/components/layout/page-body";
import { PageHeader } from "@/components/layout/page-header";
import { BudgetSection } from "@/components/overview/budget-section";
import { Checklist } from "@/components/overview/checklist";
import { allRunColumns } from "@/components/runs/run-table";
import { definitionColumns } from "@/components/syncs/definition-table";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { NumberValue } from "@/components/ui/number-value";
import { Stat, StatRow } from "@/components/ui/stat";
import { TextLink } from "@/components/ui/text-link";
import { isAllowed } from "@/lib/context";
import { budgetPolicies } from "@/lib/features/budgets/policy";
import { listBudgetsWithHours } from "@/lib/features/budgets/queries";
import { getOverview } from "@/lib/features/overview/queries";
import type { Overview } from "@/lib/features/overview/types";
import { listRuns } from "@/lib/features/runs/queries";
import { listDefinitions } from "@/lib/features/syncs/queries";
import { loadPage } from "@/lib/page";

export const metadata: Metadata = { title: "Overview" };

const shown = 8;

export default async function OverviewPage() {
  const { overview, definitions, runs, budgets, mayLimit } = await loadPage(async (context) => {
    const [counted, page, recent, spent] = await Promise.all([
      getOverview(context),
      listDefinitions(context, { limit: shown }),
      listRuns(context, { limit: shown }),
      listBudgetsWithHours(context),
    ]);
    const mayManage = isAllowed(context.actor, budgetPolicies.manage);
    return { overview: counted, definitions: page, runs: recent, budgets: spent, mayLimit: mayManage };
  });
  const isNew = overview.checklist.some((step) => !step.isDone);
  return (
    <>
      <PageHeader title="Overview" description="How all syncs stand, and what happened last." />
      <PageBody>
        <Figures overview={overview} />
        {isNew && <Checklist steps={overview.checklist} />}
        <Card title="Syncs" padding="none" actions={<TextLink href="/syncs">All syncs</TextLink>}>
          <DataTable
            bare
            label="Syncs"
            columns={definitionColumns}
            page={{ rows: definitions.rows, nextCursor: null }}
            rowKey={(row) => row.id}
            rowHref={(row) => `/syncs/${row.id}`}
            path="/"
            empty={<EmptyState title="No syncs yet">A sync keeps one table and one list the same.</EmptyState>}
          />
        </Card>
        <Card title="Latest runs" padding="none" actions={<TextLink href="/runs">All runs</TextLink>}>
          <DataTable
            bare
            label="Latest runs"
            columns={allRunColumns}
            page={{ rows: runs.rows, nextCursor: null }}
            rowKey={(run) => run.id}
            rowHref={(run) => `/runs/${run.id}`}
            path="/"
            empty={<EmptyState title="No runs yet">Open a sync and press Run now.</EmptyState>}
          />
        </Card>
        <BudgetSection budgets={budgets} mayManage={mayLimit} />
      </PageBody>
    </>
  );
}

function Figures({ overview }: { overview: Overview }) {
  const { last24h } = overview;
  return (
    <StatRow>
      <Stat label="Items kept" value={<NumberValue value={overview.linkedItems} />} href="/syncs" />
      <Stat label="Rows rejected" value={<NumberValue value={overview.openRejections} />} href="/syncs" />
      <Stat label="Runs in 24 h" value={<NumberValue value={last24h.runs} />} href="/runs" />
      <Stat label="Created in 24 h" value={<NumberValue value={last24h.created} />} href="/runs" />
      <Stat label="Updated in 24 h" value={<NumberValue value={last24h.updated} />} href="/runs" />
      <Stat label="Graph units in 24 h" value={<NumberValue value={last24h.units} />} href="#budget" />
    </StatRow>
  );
}
