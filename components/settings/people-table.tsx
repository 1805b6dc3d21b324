import type { Column } from "@/components/data-table/columns";
import { DataTable } from "@/components/data-table/data-table";
import { Badge } from "@/components/ui/badge";
import { EmptyState } from "@/components/ui/empty-state";
import { RelativeTime } from "@/components/ui/relative-time";
import { TextLink } from "@/components/ui/text-link";
import type { UserRow } from "@/lib/features/users/types";

const columns: readonly Column<UserRow>[] = [
  {
    id: "name",
    header: "Person",
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
  { id: "last", header: "Last signed in", cell: ({ lastSeenAt }) => <RelativeTime at={lastSeenAt} /> },
  { id: "first", header: "First seen", cell: ({ firstSeenAt }) => <RelativeTime at={firstSeenAt} /> },
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

/** Everyone who signed in, with the roles that the token told. */
export function PeopleTable({ users }: { users: readonly UserRow[] }) {
  return (
    <DataTable
      label="People"
      columns={columns}
      page={{ rows: users, nextCursor: null }}
      rowKey={({ id }) => id}
      path="/settings/people"
      bare
      empty={<EmptyState title="Nobody has signed in yet">Everyone appears here at the first sign-in.</EmptyState>}
    />
  );
}
