import { MatchSection } from "@/components/keys/match-section";
import { SetupShell } from "@/components/setup/setup-shell";
import { StepLinks } from "@/components/setup/step-links";
import { Callout } from "@/components/ui/callout";
import { getKey } from "@/lib/features/keys/queries";
import { getListHoldings, getSetup } from "@/lib/features/setup/queries";
import type { ListHoldings } from "@/lib/features/setup/types";
import { definitionRef } from "@/lib/features/syncs/schema";
import { loadPage, readRef } from "@/lib/page";

export default async function MatchSetupPage({ params }: { params: Promise<{ definitionId: string }> }) {
  const ref = readRef(definitionRef, await params);
  const { setup, view, holdings } = await loadPage(async (context) => ({
    setup: await getSetup(context, ref),
    view: await getKey(context, ref),
    holdings: await getListHoldings(context, ref),
  }));
  return (
    <SetupShell
      setup={setup}
      step="match"
      width="table"
      title="What is in the list already"
      lead="Items that are there are never overwritten or doubled unasked: you see which of them belong to rows, and say what becomes of each group."
    >
      <Holdings holdings={holdings} listName={setup.listName} />
      {(holdings.state === "unsettled" || view.match !== null) && <MatchSection view={view} mayDefine />}
      <StepLinks setup={setup} step="match" />
    </SetupShell>
  );
}

function Holdings({ holdings, listName }: { holdings: ListHoldings; listName: string }) {
  switch (holdings.state) {
    case "settled":
      return <Callout tone="good" title="It is settled which items belong to which rows" />;
    case "empty":
      return (
        <Callout tone="good" title={`The list “${listName}” is empty`}>
          There is nothing to settle: the first run makes an item of every row.
        </Callout>
      );
    case "unsettled":
      return (
        <Callout tone="attention" title={`The list “${listName}” has items`}>
          Compare them with the table's rows, look at the groups and confirm. Nothing is written before you do.
        </Callout>
      );
    case "unknown":
      return (
        <Callout
          tone="failed"
          title="SharePoint did not say what is in the list"
          remedy="Reload the page to ask again, or go on: the dry run asks too."
        >
          {holdings.message}
        </Callout>
      );
  }
}
