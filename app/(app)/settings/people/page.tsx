import { PeopleTable, roleFilter } from "@/components/settings/people-table";
import { Card } from "@/components/ui/card";
import { listUsers } from "@/lib/features/users/queries";
import { userFilter, userSort } from "@/lib/features/users/schema";
import { exportHref } from "@/lib/format/export-href";
import { readTableState, type SearchParams, sortFilter } from "@/lib/format/table-state";
import { loadPage } from "@/lib/page";

export default async function PeoplePage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const params = await searchParams;
  const state = readTableState(params, {
    sortable: userSort.options,
    defaultSort: { column: "last", descending: true },
    filters: { role: roleFilter.options.map(({ value }) => value) },
  });
  const filter = userFilter.parse({
    search: state.q || undefined,
    role: state.filters.role,
    ...sortFilter(state),
    cursor: state.after ?? undefined,
  });
  const page = await loadPage((context) => listUsers(context, filter));
  return (
    <Card
      title="People and roles"
      padding="none"
      description="Roles are given in Entra ID, as app roles of this application, and take effect at the next sign-in: eight hours later at most. Here is what was seen."
    >
      <PeopleTable page={page} params={params} state={state} csvHref={exportHref("people", filter)} />
    </Card>
  );
}
