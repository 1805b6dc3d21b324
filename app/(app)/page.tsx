import type { Metadata } from "next";
import { DataTable } from "@/components/data-table/data-table";
import { PageBody } from "@/components/layout/page-body";
import { PageHeader } from "@/components/layout/page-header";
import { AttentionList } from "@/components/overview/attention-list";
import { BudgetSection } from "@/components/overview/budget-section";
import { Checklist } from "@/components/overview/checklist";
import { PulseWatch } from "@/components/overview/pulse-watch";
import { RecentChanges } from "@/components/overview/recent-changes";
import { ThroughputChart } from "@/components/overview/throughput-chart";
import { healthColumns } from "@/components/syncs/definition-table";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { NumberValue } from "@/components/ui/number-value";
import { Stat, StatRow } from "@/components/ui/stat";
import { TextLink } from "@/components/ui/text-link";
import { isAllowed } from "@/lib/context";
import { listAuditEvents } from "@/lib/features/audit/queries";
import { budgetPolicies } from "@/lib/features/budgets/policy";
import { listBudgetsWithHours } from "@/lib/features/budgets/queries";
import { getChecklist, getHealth, getPulse, getThroughput } from "@/lib/features/overview/queries";
import type { OverviewHealth, ThroughputHour } from "@/lib/features/overview/types";
import { type DefinitionSort, definitionFilter, definitionSorts } from "@/lib/features/syncs/schema";
import { readTableState, type SearchParams } from "@/lib/format/table-state";
import { loadPage } from "@/lib/page";

export const metadata: Metadata = { title: "Overview" };

const changesShown = 10;
const syncsShown = 10;
const worstFirst = { column: "health" satisfies DefinitionSort, descending: false };

export default async function OverviewPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const params = await searchParams;
  const state = readTableState(params, { sortable: definitionSorts, defaultSort: worstFirst });
  const { column: sort, descending } = state.sort;
  const filter = definitionFilter.parse({ sort, descending, cursor: state.after ?? undefined, limit: syncsShown });
  const { checklist, health, hours, budgets, changes, pulse, mayLimit } = await loadPage(async (context) => {
    // First, so that a run which begins while the rest is read is news to the page.
    const beat = await getPulse(context);
    const [steps, standing, throughput, spent, audit] = await Promise.all([
      getChecklist(context),
      getHealth(context, filter),
      getThroughput(context),
      listBudgetsWithHours(context),
      listAuditEvents(context, { limit: changesShown }),
    ]);
    return {
      checklist: steps,
      health: standing,
      hours: throughput,
      budgets: spent,
      changes: audit.rows,
      pulse: beat,
      mayLimit: isAllowed(context.actor, budgetPolicies.manage),
    };
  });
  const isNew = checklist.some((step) => !step.isDone);
  const hasSyncs = checklist.some((step) => step.id === "sync" && step.isDone);
  return (
    <>
      <PageHeader title="Overview" description="How all syncs stand, what needs you, and what happened last." />
      <PageBody>
        {isNew && <Checklist steps={checklist} />}
        <AttentionList items={health.attention} />
        <Figures
          health={health}
          hours={hours}
          units={budgets.reduce((sum, { budget }) => sum + budget.spentLastDay, 0)}
        />
        <Card title="Health" padding="none" actions={<TextLink href="/syncs">All syncs</TextLink>}>
          <DataTable
            bare
            label="Syncs"
            columns={healthColumns}
            page={health.page}
            rowKey={(row) => row.id}
            rowHref={(row) => `/syncs/${row.id}`}
            path="/"
            params={params}
            state={state}
            empty={<EmptyState title="No syncs yet">A sync keeps one table and one list the same.</EmptyState>}
          />
        </Card>
        {hasSyncs && <ThroughputChart hours={hours} />}
        <BudgetSection budgets={budgets} mayManage={mayLimit} />
        <RecentChanges events={changes} />
      </PageBody>
      <PulseWatch initial={pulse} />
    </>
  );
}

interface FiguresProps {
  health: OverviewHealth;
  hours: readonly ThroughputHour[];
  /** Granted by the budgets in the last 24 hours, for runs and all else. */
  units: number;
}

function Figures({ health, hours, units }: FiguresProps) {
  const sum = (key: "runs" | "created" | "updated") => hours.reduce((total, hour) => total + hour[key], 0);
  return (
    <StatRow>
      <Stat
        label="Items kept"
        hint="as last counted"
        value={<NumberValue value={health.linkedItems} />}
        href="/syncs?sort=-items"
      />
      <Stat
        label="Rows rejected"
        value={<NumberValue value={health.openRejections} />}
        href="/syncs?sort=-rejections"
      />
      <Stat label="Runs in 24 h" value={<NumberValue value={sum("runs")} />} href="/runs" />
      <Stat label="Created in 24 h" value={<NumberValue value={sum("created")} />} href="/runs" />
      <Stat label="Updated in 24 h" value={<NumberValue value={sum("updated")} />} href="/runs" />
      <Stat label="Graph units in 24 h" value={<NumberValue value={units} />} href="#budget" />
    </StatRow>
  );
}
