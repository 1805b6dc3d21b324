import type { Column, TableFilter } from "@/components/data-table/columns";
import { DataTable } from "@/components/data-table/data-table";
import { Badge } from "@/components/ui/badge";
import { EmptyState } from "@/components/ui/empty-state";
import { RelativeTime } from "@/components/ui/relative-time";
import { TextLink } from "@/components/ui/text-link";
import { toldRole } from "@/lib/features/users/schema";
import type { UserRow } from "@/lib/features/users/types";
import type { SearchParams, TablePage, TableState } from "@/lib/format/table-state";

const columns: readonly Column<UserRow>[] = [
  {
    id: "name",
    header: "Person",
    sortable: true,
    copy: ({ name, email }) => email ?? name,
    cell: ({ name, email }) => (
      <span className="flex flex-col">
        <span className="text-ink">{name}</span>
        {email && <span className="text-ink-muted text-sm">{email}</span>}
      </span>
    ),
  },
  {
    id: "roles",
    header: "Roles at the last sign-in",
    cell: ({ roles }) =>
      roles.length === 0 ? (
        <span className="text-ink-muted">none</span>
      ) : (
        <span className="inline-flex gap-1.5">
          {roles.map((role) => (
            <Badge key={role}>{role}</Badge>
          ))}
        </span>
      ),
  },
  { id: "last", header: "Last signed in", sortable: true, cell: ({ lastSeenAt }) => <RelativeTime at={lastSeenAt} /> },
  { id: "first", header: "First seen", sortable: true, cell: ({ firstSeenAt }) => <RelativeTime at={firstSeenAt} /> },
  {
    id: "did",
    header: "",
    cell: ({ id, name }) => (
      <TextLink href={`/audit?person=${id}`}>
        Changes<span className="sr-only"> by {name}</span>
      </TextLink>
    ),
  },
];

/** What people can be narrowed by. */
export const roleFilter: TableFilter = {
  name: "role",
  label: "Role",
  options: toldRole.options.map((value) => ({ value, label: value })),
};

interface PeopleTableProps {
  page: TablePage<UserRow>;
  params: SearchParams;
  state: TableState;
  csvHref: string;
}

/** Everyone who signed in, with the roles that the token told. */
export function PeopleTable({ page, params, state, csvHref }: PeopleTableProps) {
  return (
    <DataTable
      label="People"
      columns={columns}
      page={page}
      rowKey={({ id }) => id}
      path="/settings/people"
      params={params}
      state={state}
      search="Find a person"
      filters={[roleFilter]}
      csvHref={csvHref}
      bare
      empty={<EmptyState title="Nobody has signed in yet">Everyone appears here at the first sign-in.</EmptyState>}
    />
  );
}
