import { BudgetCard } from "@/components/budget/budget-card";
import { KeepFresh } from "@/components/layout/keep-fresh";
import { cx } from "@/components/ui/class-names";
import { Section } from "@/components/ui/section";
import { TextLink } from "@/components/ui/text-link";
import type { BudgetRow, BudgetWithHours } from "@/lib/features/budgets/types";

/** The largest spenders of each; the connection's page has the rest. */
const spendersShown = 5;

interface BudgetSectionProps {
  budgets: readonly BudgetWithHours[];
  mayManage: boolean;
}

/** What each application may still ask of its tenant, now and today, and who spends it. Nothing while nothing was ever asked. */
export function BudgetSection({ budgets, mayManage }: BudgetSectionProps) {
  if (budgets.length === 0) return null;
  return (
    <Section
      id="budget"
      title="Budget"
      description="Resource units that Microsoft Graph allows each application in its tenant. All syncs of a connection share them."
    >
      <KeepFresh />
      <div className={cx("grid items-start gap-4", budgets.length > 1 && "lg:grid-cols-2")}>
        {budgets.map(({ budget, hours }) => (
          <BudgetCard
            key={`${budget.tenantId} ${budget.clientId}`}
            title={titleOf(budget)}
            budget={{ ...budget, spenders: budget.spenders.slice(0, spendersShown) }}
            spending={hours}
            mayManage={mayManage}
          />
        ))}
      </div>
    </Section>
  );
}

function titleOf({ connectionId, connectionName, clientId }: BudgetRow) {
  if (connectionId === null) return `Application ${clientId}`;
  return <TextLink href={`/sharepoint/connections/${connectionId}`}>{connectionName}</TextLink>;
}
