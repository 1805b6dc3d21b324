import { PageBody } from "@/components/layout/page-body";
import { SourceList } from "@/components/sources/source-list";
import { isAllowed } from "@/lib/context";
import { sourcePolicies } from "@/lib/features/sources/policy";
import { getSources } from "@/lib/features/sources/queries";
import { definitionRef } from "@/lib/features/syncs/schema";
import { loadPage, readRef } from "@/lib/page";

export default async function SourcesPage({ params }: { params: Promise<{ definitionId: string }> }) {
  const ref = readRef(definitionRef, await params);
  const { view, mayChoose } = await loadPage(async (context) => ({
    view: await getSources(context, ref),
    mayChoose: isAllowed(context.actor, sourcePolicies.choose),
  }));
  return (
    <PageBody>
      <SourceList view={view} mayChoose={mayChoose} />
    </PageBody>
  );
}
