import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { DataTable } from "@/components/data-table/data-table";
import { PageBody } from "@/components/layout/page-body";
import { FieldTable } from "@/components/ledger/field-table";
import { PassportSides } from "@/components/ledger/passport-sides";
import { RowActions } from "@/components/ledger/row-actions";
import { RowAnswer } from "@/components/ledger/row-answer";
import { historyColumns, PendingCard, RowRejections } from "@/components/ledger/row-history";
import { RowQuestionForm } from "@/components/ledger/row-question-form";
import { WhyCard } from "@/components/ledger/why-card";
import { EmptyState } from "@/components/ui/empty-state";
import { ExactTime } from "@/components/ui/exact-time";
import { Section } from "@/components/ui/section";
import { isAllowed } from "@/lib/context";
import { ledgerPolicies } from "@/lib/features/ledger/policy";
import { getPassport, listRowOperations } from "@/lib/features/ledger/queries";
import { rowOperationFilter, rowQuestion } from "@/lib/features/ledger/schema";
import { runPolicies } from "@/lib/features/runs/policy";
import { syncPolicies } from "@/lib/features/syncs/policy";
import { getDefinition } from "@/lib/features/syncs/queries";
import { definitionRef } from "@/lib/features/syncs/schema";
import { readTableState, type SearchParams } from "@/lib/format/table-state";
import { loadPage, readRef } from "@/lib/page";

export const metadata: Metadata = { title: "Row" };

interface RowPageProps {
  params: Promise<{ definitionId: string }>;
  searchParams: Promise<SearchParams>;
}

const first = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value) || undefined;

export default async function RowPage({ params, searchParams }: RowPageProps) {
  const ref = readRef(definitionRef, await params);
  const query = await searchParams;
  const asked = { key: first(query.key), itemId: first(query.item), entryId: first(query.entry) };
  if (!asked.key && !asked.itemId && !asked.entryId) redirect(`/syncs/${ref.definitionId}/ledger`);
  const question = rowQuestion.safeParse({ ...ref, ...asked });
  if (!question.success) notFound();
  const state = readTableState(query, { sortable: [] });
  const { passport, history, definition, rights } = await loadPage(async (context) => {
    const found = await getPassport(context, question.data);
    const filter = { ...ref, identityHash: found.identityHash, cursor: state.after ?? undefined };
    return {
      passport: found,
      rights: {
        maySettle: isAllowed(context.actor, ledgerPolicies.settle),
        mayDefine: isAllowed(context.actor, syncPolicies.define),
        mayRun: isAllowed(context.actor, runPolicies.start),
      },
      definition: await getDefinition(context, ref),
      history: found.identityHash === null ? null : await listRowOperations(context, rowOperationFilter.parse(filter)),
    };
  });
  const path = `/syncs/${ref.definitionId}/ledger/row`;
  const wasRefused = passport.rejections.length > 0;
  return (
    <PageBody>
      <div className="flex flex-wrap items-end justify-between gap-4">
        <div className="flex min-w-0 flex-col gap-1">
          <h2 className="break-all font-mono font-semibold text-ink text-lg">{passport.text}</h2>
          <p className="text-ink-muted text-sm">
            as it stood at <ExactTime at={passport.readAt} />
          </p>
        </div>
        <RowQuestionForm
          definitionId={ref.definitionId}
          keyForm={definition.keyColumns.map((column) => `${column}=…`).join("|")}
        />
      </div>
      <RowAnswer why={passport.why} action={<RowActions passport={passport} {...rights} />} />
      {!passport.why.isPresent && <WhyCard why={passport.why} waysOut={passport.waysOut} />}
      <PassportSides passport={passport} />
      {(passport.entry || (passport.source.ok && passport.source.value.rows > 0)) && (
        <Section title="Values">
          <FieldTable passport={passport} path={path} maySettle={rights.maySettle} />
        </Section>
      )}
      {passport.pending && <PendingCard pending={passport.pending} />}
      {passport.why.isPresent && <WhyCard why={passport.why} waysOut={passport.waysOut} />}
      {wasRefused && <RowRejections rejections={passport.rejections} />}
      {history && (
        <Section title="Every run that touched it" description="Newest first, with what the item held before.">
          <DataTable
            label="Operations"
            columns={historyColumns}
            page={history}
            rowKey={(operation) => operation.id}
            path={path}
            params={query}
            state={state}
            empty={<EmptyState title="No run has touched it">Nothing was ever written for this row.</EmptyState>}
          />
        </Section>
      )}
    </PageBody>
  );
}
