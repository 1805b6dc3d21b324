import type { Metadata } from "next";
import { PageBody } from "@/components/layout/page-body";
import { GuardsForm } from "@/components/policies/guards-form";
import { GuardFacts, RuleFacts } from "@/components/policies/rule-facts";
import { RulesForm } from "@/components/policies/rules-form";
import { Card } from "@/components/ui/card";
import { isAllowed } from "@/lib/context";
import { policyPolicies } from "@/lib/features/policies/policy";
import { getPolicies } from "@/lib/features/policies/queries";
import { definitionRef } from "@/lib/features/syncs/schema";
import { loadPage, readRef } from "@/lib/page";

export const metadata: Metadata = { title: "Deletes and guards" };

export default async function RulesPage({ params }: { params: Promise<{ definitionId: string }> }) {
  const ref = readRef(definitionRef, await params);
  const { policies, mayChange, mayChangeGuards } = await loadPage(async (context) => ({
    policies: await getPolicies(context, ref),
    mayChange: isAllowed(context.actor, policyPolicies.change),
    mayChangeGuards: isAllowed(context.actor, policyPolicies.changeGuards),
  }));
  return (
    <PageBody>
      {mayChange ? (
        <Card title="Deletes and edits" description="What becomes of items and rows that leave, and of edits.">
          <RulesForm policies={policies} />
        </Card>
      ) : (
        <RuleFacts policies={policies} />
      )}
      {mayChangeGuards ? (
        <Card
          title="Guards"
          description="A run that would pass one of these limits stops before its first write and waits for a person to approve its plan."
        >
          <GuardsForm policies={policies} />
        </Card>
      ) : (
        <GuardFacts policies={policies} />
      )}
    </PageBody>
  );
}
