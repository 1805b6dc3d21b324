import { KeyFacts } from "@/components/keys/key-facts";
import { KeyForm } from "@/components/keys/key-form";
import { MatchSection } from "@/components/keys/match-section";
import { RecreatedList } from "@/components/keys/recreated-list";
import { PageBody } from "@/components/layout/page-body";
import { Callout } from "@/components/ui/callout";
import { Card } from "@/components/ui/card";
import { isAllowed } from "@/lib/context";
import { keyPolicies } from "@/lib/features/keys/policy";
import { getKey } from "@/lib/features/keys/queries";
import { definitionRef } from "@/lib/features/syncs/schema";
import { loadPage, readRef } from "@/lib/page";

interface KeyPageProps {
  params: Promise<{ definitionId: string }>;
}

export default async function KeyPage({ params }: KeyPageProps) {
  const ref = readRef(definitionRef, await params);
  const { view, mayDefine } = await loadPage(async (context) => ({
    view: await getKey(context, ref),
    mayDefine: isAllowed(context.actor, keyPolicies.define),
  }));
  return (
    <PageBody>
      {view.problems.length > 0 && (
        <Callout tone="attention" title="The key cannot be used yet">
          {view.problems.join(" ")}
        </Callout>
      )}
      {view.isListGone && mayDefine && <RecreatedList view={view} />}
      <KeyFacts view={view} mayDefine={mayDefine} />
      <MatchSection view={view} mayDefine={mayDefine} />
      {mayDefine && (
        <Card
          title="Another key"
          description={
            view.ledgerEntries > 0
              ? "Rows were pushed already. You see first which of them keep their item; nothing is deleted or made anew."
              : "Nothing was pushed yet, so that the key can simply be chosen."
          }
        >
          <KeyForm key={`${view.strategy} ${view.columns.map(({ id }) => id).join()}`} view={view} />
        </Card>
      )}
    </PageBody>
  );
}
