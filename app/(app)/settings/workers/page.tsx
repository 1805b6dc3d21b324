import { KeepFresh } from "@/components/layout/keep-fresh";
import { BudgetSection } from "@/components/overview/budget-section";
import { QueueTable } from "@/components/settings/queue-table";
import { WorkerTable } from "@/components/settings/worker-table";
import { Card } from "@/components/ui/card";
import { isAllowed } from "@/lib/context";
import { budgetPolicies } from "@/lib/features/budgets/policy";
import { listBudgetsWithHours } from "@/lib/features/budgets/queries";
import { getFleet } from "@/lib/features/workers/queries";
import { loadPage } from "@/lib/page";

export default async function WorkersPage() {
  const { fleet, budgets, mayManage } = await loadPage(async (context) => ({
    fleet: await getFleet(context),
    budgets: await listBudgetsWithHours(context),
    mayManage: isAllowed(context.actor, budgetPolicies.manage),
  }));
  return (
    <>
      <Card
        title="Workers"
        padding="none"
        description="Each says every few seconds that it is alive. One that falls silent is shown for a day; others take over its runs."
      >
        <WorkerTable workers={fleet.workers} />
      </Card>
      <Card title="Queues" padding="none" description="A job is a wake-up: what is to be done stands in the metastore.">
        <QueueTable queues={fleet.queues} />
      </Card>
      {budgets.length > 0 ? <BudgetSection budgets={budgets} mayManage={mayManage} /> : <KeepFresh />}
    </>
  );
}
