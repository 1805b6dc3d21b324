import type { ReactNode } from "react";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { NumberValue } from "@/components/ui/number-value";
import { ProgressBar } from "@/components/ui/progress-bar";
import { RelativeTime } from "@/components/ui/relative-time";
import { Sparkline } from "@/components/ui/sparkline";
import { StateBadge } from "@/components/ui/state-badge";
import { TextLink } from "@/components/ui/text-link";
import { budgetTierLabels } from "@/lib/features/budgets/labels";
import { licenceTiers, tierOf } from "@/lib/features/budgets/schema";
import type { BudgetRow, SpendingHour } from "@/lib/features/budgets/types";
import { LimitsButton } from "./limits-button";

interface BudgetCardProps {
  /** What it is the budget of, where that is not clear from the page. */
  title?: ReactNode;
  /** Null while nothing was ever asked of Graph with this application. */
  budget: BudgetRow | null;
  spending: readonly SpendingHour[];
  mayManage: boolean;
}

/** What an application may spend in its tenant, what is left of it, and who spends it. */
export function BudgetCard({ title = "Budget", budget, spending, mayManage }: BudgetCardProps) {
  if (budget === null) {
    return (
      <Card title={title}>
        <EmptyState title="Nothing spent yet" className="py-8">
          Graph counts what each application asks of a tenant in resource units. The first discovery or sync shows here.
        </EmptyState>
      </Card>
    );
  }
  return (
    <Card title={title} description={limitsOf(budget)} actions={mayManage && <LimitsButton budget={budget} />}>
      <div className="flex flex-col gap-5">
        <Throttling pausedUntil={budget.pausedUntil} />
        <div className="grid gap-5 sm:grid-cols-2">
          <Use name="This minute" spent={budget.spentThisMinute} limit={budget.minuteLimit} />
          <Use name="Last 24 hours" spent={budget.spentLastDay} limit={budget.dayLimit}>
            <Sparkline
              values={spending.map(({ units }) => units)}
              label={`Units by hour of the last day, at most ${Math.max(0, ...spending.map(({ units }) => units))}.`}
            />
          </Use>
        </div>
        {budget.spenders.length > 0 && <Spenders budget={budget} />}
      </div>
    </Card>
  );
}

function limitsOf(budget: BudgetRow): string {
  const tier = tierOf(budget);
  const limit = `${budget.minuteLimit.toLocaleString("en")} units a minute`;
  if (tier === "learned") {
    const isSmallest = budget.minuteLimit === licenceTiers["0-1k"].minute;
    return isSmallest ? `${limit}, the least, until Graph's answers tell more.` : `${limit}, as Graph's answers told.`;
  }
  const licences = tier === "other" ? "" : ` for a tenant of ${budgetTierLabels[tier].toLowerCase()}`;
  return `${limit}${licences}, set by an administrator.`;
}

function Throttling({ pausedUntil }: { pausedUntil: Date | null }) {
  if (pausedUntil === null) {
    return (
      <p className="flex items-center gap-2 text-ink-muted text-sm">
        <StateBadge state="in-sync" label="Not throttled" />
        <span>Graph asks this application for no wait.</span>
      </p>
    );
  }
  return (
    <p className="flex items-center gap-2 text-ink text-sm">
      <StateBadge state="attention" label="Told to wait" />
      <span>
        until <RelativeTime at={pausedUntil} />: SharePoint asks for it, and every sync of this tenant waits.
      </span>
    </p>
  );
}

interface UseProps {
  name: string;
  spent: number;
  limit: number;
  children?: ReactNode;
}

function Use({ name, spent, limit, children }: UseProps) {
  const isHigh = spent >= 0.9 * limit;
  return (
    <div>
      <div className="flex min-h-6 items-center justify-between gap-3">
        <h3 className="font-medium text-ink text-sm">{name}</h3>
        {children}
      </div>
      <ProgressBar
        label={`${name}: units spent`}
        value={spent}
        max={limit}
        tone={isHigh ? "attention" : "running"}
        className="my-2"
      />
      <p className="text-ink-muted text-sm">
        <NumberValue value={Math.max(0, limit - spent)} /> left of <NumberValue value={limit} />
        {isHigh && " · nearly spent"}
      </p>
    </div>
  );
}

function Spenders({ budget }: { budget: BudgetRow }) {
  return (
    <table className="w-full text-sm">
      <caption className="sr-only">Who spent units of this budget</caption>
      <thead>
        <tr className="text-left text-ink-muted">
          <th scope="col" className="py-1.5 font-normal">
            Spent by
          </th>
          <th scope="col" className="w-28 py-1.5 text-right font-normal">
            Last hour
          </th>
          <th scope="col" className="w-28 py-1.5 text-right font-normal">
            Last 24 hours
          </th>
        </tr>
      </thead>
      <tbody>
        {budget.spenders.map((spender) => (
          <tr key={spender.id} className="border-line-faint border-t">
            <td className="wrap-anywhere py-1.5">
              {spender.definitionId ? (
                <TextLink href={`/syncs/${spender.definitionId}`}>{spender.name}</TextLink>
              ) : (
                spender.name
              )}
            </td>
            <td className="py-1.5 text-right">
              <NumberValue value={spender.unitsLastHour} />
            </td>
            <td className="py-1.5 text-right">
              <NumberValue value={spender.unitsLastDay} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
