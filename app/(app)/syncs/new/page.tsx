import type { Metadata } from "next";
import { PageBody } from "@/components/layout/page-body";
import { PageHeader } from "@/components/layout/page-header";
import { NewSyncForm } from "@/components/syncs/new-sync-form";
import { Callout } from "@/components/ui/callout";
import { Card } from "@/components/ui/card";
import { TextLink } from "@/components/ui/text-link";
import { listEnds } from "@/lib/features/syncs/queries";
import type { EndChoice } from "@/lib/features/syncs/types";
import type { SearchParams } from "@/lib/format/table-state";
import { loadPage } from "@/lib/page";

export const metadata: Metadata = { title: "New sync" };

export default async function NewSyncPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const params = await searchParams;
  const { tables, lists } = await loadPage(listEnds);
  return (
    <>
      <PageHeader
        title="New sync"
        description="Choose a table and a list. The key is taken from the table, columns of the same name are paired; look at both before you enable it."
        breadcrumb={[{ label: "Syncs", href: "/syncs" }]}
      />
      <PageBody width="form">
        {(tables.length === 0 || lists.length === 0) && <Missing tables={tables} lists={lists} />}
        <Card>
          <NewSyncForm
            tables={tables}
            lists={lists}
            tableId={known(params.table, tables)}
            listId={known(params.list, lists)}
          />
        </Card>
      </PageBody>
    </>
  );
}

/** An id from the address, if it is among the choices. */
function known(id: string | string[] | undefined, choices: readonly EndChoice[]): string {
  return choices.find((choice) => choice.value === id)?.value ?? "";
}

function Missing({ tables, lists }: { tables: readonly EndChoice[]; lists: readonly EndChoice[] }) {
  return (
    <Callout tone="info" title={tables.length === 0 ? "No tables are cataloged yet" : "No lists are discovered yet"}>
      {tables.length === 0 && (
        <p>
          Add a database under <TextLink href="/applications">Applications</TextLink> and introspect it.
        </p>
      )}
      {lists.length === 0 && (
        <p>
          Add a connection and a site under <TextLink href="/sharepoint">SharePoint</TextLink>.
        </p>
      )}
    </Callout>
  );
}
