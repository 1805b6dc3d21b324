import type { Metadata } from "next";
import { PageBody } from "@/components/layout/page-body";
import { ItemCountChart } from "@/components/sharepoint/item-count-chart";
import { ListColumns } from "@/components/sharepoint/list-columns";
import { ListFacts, ListFigures } from "@/components/sharepoint/list-facts";
import { ListHeader } from "@/components/sharepoint/list-header";
import { ListUses } from "@/components/sharepoint/list-uses";
import { Callout } from "@/components/ui/callout";
import { isAllowed } from "@/lib/context";
import { getList, getSite } from "@/lib/features/sharepoint/queries";
import { listRef } from "@/lib/features/sharepoint/schema";
import { syncPolicies } from "@/lib/features/syncs/policy";
import type { SearchParams } from "@/lib/format/table-state";
import { loadPage, readRef } from "@/lib/page";

export const metadata: Metadata = { title: "List" };

interface ListPageProps {
  params: Promise<{ listId: string }>;
  searchParams: Promise<SearchParams>;
}

export default async function ListPage({ params, searchParams }: ListPageProps) {
  const ref = readRef(listRef, await params);
  const query = await searchParams;
  const { list, site, mayDefine } = await loadPage(async (context) => {
    const list = await getList(context, ref);
    const site = await getSite(context, { siteId: list.siteId });
    return { list, site, mayDefine: isAllowed(context.actor, syncPolicies.define) };
  });
  return (
    <>
      <ListHeader list={list} site={site} mayDefine={mayDefine} />
      <PageBody>
        {list.vanishedAt !== null && (
          <Callout
            tone="attention"
            title="The last discovery did not find this list"
            remedy="Restore it from the site's recycle bin, or point its syncs at another list."
          >
            It was deleted, or the application may no longer read it. What is shown here is what was known before.
          </Callout>
        )}
        <ListFigures list={list} />
        <ListColumns list={list} params={query} />
        <div className="grid items-start gap-4 lg:grid-cols-2">
          <ListUses list={list} />
          <ListFacts list={list} />
        </div>
        <ItemCountChart metrics={list.metrics} />
      </PageBody>
    </>
  );
}
