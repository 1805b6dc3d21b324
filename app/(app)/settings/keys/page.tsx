import { KeepFresh } from "@/components/layout/keep-fresh";
import { KeysCard } from "@/components/settings/keys-card";
import { LostSecrets } from "@/components/settings/lost-secrets";
import { getKeys } from "@/lib/features/secrets/queries";
import { loadPage } from "@/lib/page";

export default async function KeysPage() {
  const view = await loadPage(getKeys);
  return (
    <>
      <KeysCard view={view} />
      {view.lost.length > 0 && <LostSecrets secrets={view.lost} />}
      {view.isResealing && <KeepFresh />}
    </>
  );
}
