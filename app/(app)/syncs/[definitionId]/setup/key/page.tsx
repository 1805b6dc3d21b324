import { KeyStep } from "@/components/setup/key-step";
import { SetupShell } from "@/components/setup/setup-shell";
import { getKey } from "@/lib/features/keys/queries";
import { getSetup } from "@/lib/features/setup/queries";
import { definitionRef } from "@/lib/features/syncs/schema";
import { loadPage, readRef } from "@/lib/page";

export default async function KeySetupPage({ params }: { params: Promise<{ definitionId: string }> }) {
  const ref = readRef(definitionRef, await params);
  const { setup, view } = await loadPage(async (context) => ({
    setup: await getSetup(context, ref),
    view: await getKey(context, ref),
  }));
  return (
    <SetupShell
      setup={setup}
      step="key"
      title="Which row is which item"
      lead="Every row keeps its own item for good. That needs something that tells rows apart, and a place in the list to keep it."
    >
      <KeyStep setup={setup} view={view} />
    </SetupShell>
  );
}
