import type { Metadata } from "next";
import { PageBody } from "@/components/layout/page-body";
import { PageHeader } from "@/components/layout/page-header";
import { Card } from "@/components/ui/card";
import { TextLink } from "@/components/ui/text-link";
import { loadPage } from "@/lib/page";

export const metadata: Metadata = { title: "Overview" };

export default async function OverviewPage() {
  const name = await loadPage(async (context) => context.actor.name);
  return (
    <>
      <PageHeader title="Overview" description={`Signed in as ${name}.`} />
      <PageBody>
        <Card title="Where to begin">
          <p className="text-ink-muted">
            The <TextLink href="/applications">catalog</TextLink> knows what tables there are,{" "}
            <TextLink href="/sharepoint">SharePoint</TextLink> what lists, and <TextLink href="/syncs">syncs</TextLink>{" "}
            tie one to the other.
          </p>
        </Card>
      </PageBody>
    </>
  );
}
