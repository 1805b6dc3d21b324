import { MeasureFits } from "@/components/mapping/measure-fits";
import { MappingForm } from "@/components/setup/mapping-form";
import { MappingGaps } from "@/components/setup/mapping-gaps";
import { SetupShell } from "@/components/setup/setup-shell";
import { TextLink } from "@/components/ui/text-link";
import { listFits } from "@/lib/features/mapping/queries";
import { getMappingProposal, getSetup } from "@/lib/features/setup/queries";
import { definitionRef } from "@/lib/features/syncs/schema";
import { loadPage, readRef } from "@/lib/page";

export default async function MappingSetupPage({ params }: { params: Promise<{ definitionId: string }> }) {
  const ref = readRef(definitionRef, await params);
  const { setup, proposal, fits } = await loadPage(async (context) => ({
    setup: await getSetup(context, ref),
    proposal: await getMappingProposal(context, ref),
    fits: await listFits(context, ref),
  }));
  return (
    <SetupShell
      setup={setup}
      step="mapping"
      width="table"
      title="Which column goes where"
      lead={
        <>
          Columns that surely belong together are ticked. Expressions, defaults and examples are made in the{" "}
          <TextLink href={`/syncs/${setup.definitionId}`}>mapping editor</TextLink>.
        </>
      }
    >
      <MappingGaps proposal={proposal} listName={setup.listName} />
      {fits.length > 0 && <MeasureFits definitionId={setup.definitionId} fits={fits} />}
      <MappingForm
        key={proposal.pairs.map(({ mappingId, targetColumnId }) => mappingId ?? targetColumnId).join()}
        setup={setup}
        proposal={proposal}
      />
    </SetupShell>
  );
}
