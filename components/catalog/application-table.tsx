import type { Column, TableFilter } from "@/components/data-table/columns";
import { Badge } from "@/components/ui/badge";
import { NumberValue } from "@/components/ui/number-value";
import { RelativeTime } from "@/components/ui/relative-time";
import { applicationStatusLabels } from "@/lib/features/applications/labels";
import { applicationStatus } from "@/lib/features/applications/schema";
import type { ApplicationRow } from "@/lib/features/applications/types";
import { NotSet } from "./not-set";

/** Columns of the inventory's top. */
export const applicationColumns: readonly Column<ApplicationRow>[] = [
  {
    id: "name",
    header: "Application",
    sortable: true,
    copy: (application) => application.name,
    cell: (application) => (
      <>
        {application.name}
        {application.status === "ARCHIVED" && (
          <Badge className="ml-2">{applicationStatusLabels[application.status]}</Badge>
        )}
      </>
    ),
  },
  {
    id: "owner",
    header: "Owner team",
    sortable: true,
    shrinks: true,
    copy: (application) => application.ownerTeam,
    cell: (application) => application.ownerTeam ?? <NotSet />,
  },
  {
    id: "description",
    header: "Description",
    shrinks: true,
    cell: (application) => (
      <span className="text-ink-muted" title={application.description ?? undefined}>
        {application.description ?? <NotSet />}
      </span>
    ),
  },
  {
    id: "databases",
    header: "Databases",
    align: "right",
    width: "6.5rem",
    cell: (application) => <NumberValue value={application.databaseCount} />,
  },
  {
    id: "instances",
    header: "Instances",
    align: "right",
    width: "6.5rem",
    isExtra: true,
    cell: (application) => <NumberValue value={application.instanceCount} />,
  },
  {
    id: "tables",
    header: "Tables",
    align: "right",
    width: "6rem",
    cell: (application) => <NumberValue value={application.tableCount} />,
  },
  {
    id: "syncs",
    header: "Syncs",
    align: "right",
    width: "5rem",
    cell: (application) => <NumberValue value={application.definitionCount} />,
  },
  {
    id: "created",
    header: "Created",
    width: "8rem",
    sortable: true,
    isExtra: true,
    cell: (application) => <RelativeTime at={application.createdAt} />,
  },
];

export const applicationStatusFilter: TableFilter = {
  name: "status",
  label: "State",
  options: applicationStatus.options.map((value) => ({ value, label: applicationStatusLabels[value] })),
};
