import { ScrollText } from "lucide-react";
import type { Metadata } from "next";
import { AuditEventDialog } from "@/components/audit/audit-event-dialog";
import { auditColumns, targetKindFilter } from "@/components/audit/audit-table";

import { DataTable } from "@/components/data-table/data-table";
import { DayRange } from "@/components/data-table/day-range";
import { PageBody } from "@/components/layout/page-body";
import { PageHeader } from "@/components/layout/page-header";
import { EmptyState } from "@/components/ui/empty-state";
import { isAllowed } from "@/lib/context";
import { listAuditEvents } from "@/lib/features/audit/queries";
import { userPolicies } from "@/lib/features/users/policy";
import { listUsers } from "@/lib/features/users/queries";
import { userFilter } from "@/lib/features/users/schema";
import { exportHref } from "@/lib/format/export-href";
import { hrefWith, readTableState, type SearchParams } from "@/lib/format/table-state";
import { loadPage } from "@/lib/page";
import { findEvent } from "./find-event";
import { readAuditFilter } from "./read-audit-filter";

export const metadata: Metadata = { title: "Audit" };

const path = "/audit";
/** Among whom one chooses; the search finds everyone. */
const latestUsers = userFilter.parse({ limit: 200 });

export default async function AuditPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const params = await searchParams;
  const state = readTableState(params, {
    sortable: ["when"],
    defaultSort: { column: "when", descending: true },
    filters: { kind: targetKindFilter.options.map((option) => option.value), person: null, from: null, to: null },
  });
  const filter = readAuditFilter(state);
  const { page, users, open } = await loadPage(async (context) => {
    const page = await listAuditEvents(context, filter);
    const users = isAllowed(context.actor, userPolicies.read) ? (await listUsers(context, latestUsers)).rows : [];
    return { page, users, open: await findEvent(context, params, page.rows) };
  });
  const personFilter = {
    name: "person",
    label: "Who",
    options: users.map(({ id, name }) => ({ value: id, label: name })),
  };
  const { event: _, at: __, ...listParams } = params;
  return (
    <>
      <PageHeader
        title="Audit"
        description="Who changed what, the newest first. Passwords and secrets are never recorded."
      />
      <PageBody>
        <DataTable
          label="Audit events"
          columns={auditColumns}
          page={page}
          rowKey={(event) => event.id}
          rowHref={(event) => eventHref(params, event)}
          path={path}
          params={listParams}
          state={state}
          csvHref={exportHref("audit", filter)}
          search="Find by name or action"
          choosable
          filters={users.length > 0 ? [targetKindFilter, personFilter] : [targetKindFilter]}
          lastFilter={
            <DayRange path={path} params={listParams} from={state.filters.from ?? ""} to={state.filters.to ?? ""} />
          }
          empty={
            <EmptyState icon={<ScrollText />} title="Nothing has been changed yet">
              Every change by a person, a worker or the command line appears here together with what stood there before.
            </EmptyState>
          }
        />
      </PageBody>
      {open && <AuditEventDialog event={open} closeHref={hrefKeepingPlace(params, { event: null, at: null })} />}
    </>
  );
}

/** Changing which event is open does not change the place in the list. */
function hrefKeepingPlace(params: SearchParams, changes: Readonly<Record<string, string | null>>): string {
  const place = Object.fromEntries(
    (["after", "back"] as const).map((name) => [name, typeof params[name] === "string" ? params[name] : null]),
  );
  return hrefWith(path, params, { ...place, ...changes });
}

function eventHref(params: SearchParams, event: { readonly id: string; readonly at: Date }): string {
  return hrefKeepingPlace(params, { event: event.id, at: event.at.toISOString() });
}
