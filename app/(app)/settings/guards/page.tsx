import { GuardDefaultsForm } from "@/components/policies/guards-form";
import { GuardExceptions } from "@/components/settings/guard-exceptions";
import { Card } from "@/components/ui/card";
import { isAllowed } from "@/lib/context";
import { policyPolicies } from "@/lib/features/policies/policy";
import { getGuardDefaults } from "@/lib/features/policies/queries";
import { loadPage } from "@/lib/page";

export default async function GuardsPage() {
  const { defaults, mayChange } = await loadPage(async (context) => ({
    defaults: await getGuardDefaults(context),
    mayChange: isAllowed(context.actor, policyPolicies.changeGuards),
  }));
  return (
    <>
      <GuardExceptions defaults={defaults} />
      {mayChange && (
        <Card
          title="Defaults of the guards"
          description="A run that would pass one of these limits stops before its first write. They hold for every sync without a limit of its own, from its next plan on."
        >
          <GuardDefaultsForm defaults={defaults} />
        </Card>
      )}
    </>
  );
}
