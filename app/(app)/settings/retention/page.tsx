import { HistoryTable } from "@/components/settings/history-table";
import { RetentionForm } from "@/components/settings/retention-form";
import { Card } from "@/components/ui/card";
import { isAllowed } from "@/lib/context";
import { retentionPolicies } from "@/lib/features/retention/policy";
import { getRetention } from "@/lib/features/retention/queries";
import { loadPage } from "@/lib/page";

export default async function RetentionPage() {
  const { history, mayChange } = await loadPage(async (context) => ({
    history: await getRetention(context),
    mayChange: isAllowed(context.actor, retentionPolicies.change),
  }));
  return (
    <>
      <Card
        title="History"
        padding="none"
        description="The audit trail, runs with their counts, the ledger and open rejections are always kept."
      >
        <HistoryTable history={history} />
      </Card>
      {mayChange && (
        <Card title="How long it is kept" description="In days. What is removed cannot be brought back.">
          <RetentionForm history={history} />
        </Card>
      )}
    </>
  );
}
