import type { Metadata } from "next";
import type { ReactNode } from "react";
import { z } from "zod";
import { PageHeader } from "@/components/layout/page-header";
import { BeginStepBar } from "@/components/setup/step-bar";
import type { Context } from "@/lib/context";
import { getChosenEnds } from "@/lib/features/setup/queries";
import type { ChosenEnds } from "@/lib/features/setup/types";
import { createDefinitionInput } from "@/lib/features/syncs/schema";
import type { SearchParams } from "@/lib/format/table-state";
import { loadPage } from "@/lib/page";
import { ChooseList } from "./choose-list";
import { ChooseTable } from "./choose-table";
import { ConfirmEnds } from "./confirm-ends";

export const metadata: Metadata = { title: "New sync" };

const idOf = (value: unknown) => z.uuid().safeParse(value).data;
const titleOfAddress = (value: unknown) => createDefinitionInput.shape.titleFrom.safeParse(value).data ?? null;

/** From a table, or from a list, to a draft: what is still missing is asked for. */
export default async function NewSyncPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const params = await searchParams;
  const asked = { tableId: idOf(params.table), listId: idOf(params.list) };
  const ends = await loadPage((context: Context) => getChosenEnds(context, asked));
  return (
    <>
      <Head ends={ends} />
      {stepOf(ends, params)}
    </>
  );
}

function stepOf({ table, list, ...there }: ChosenEnds, params: SearchParams): ReactNode {
  if (table === null) return <ChooseTable list={list} there={there} params={params} />;
  if (list === null) return <ChooseList table={table} hasLists={there.hasLists} params={params} />;
  return <ConfirmEnds table={table} list={list} titleFrom={titleOfAddress(params.title)} />;
}

function Head({ ends: { table, list } }: { ends: ChosenEnds }) {
  const change = list === null ? "/syncs/new" : `/syncs/new?list=${list.id}`;
  return (
    <PageHeader
      title="New sync"
      description="A sync keeps one item of a list for each row of a table. Every step can be left and taken up again; nothing is written to the list before you enable it."
      breadcrumb={[{ label: "Syncs", href: "/syncs" }]}
      tabs={
        <BeginStepBar
          table={table && { name: `${table.schemaName}.${table.tableName}`, href: change }}
          list={list?.displayName ?? null}
        />
      }
    />
  );
}
