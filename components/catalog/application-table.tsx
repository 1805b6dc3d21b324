import type { Column, TableFilter } from "@/components/data-table/columns";
import { Badge } from "@/components/ui/badge";
import { NumberValue } from "@/components/ui/number-value";
import { applicationStatusLabels } from "@/lib/features/applications/labels";
import { applicationStatus } from "@/lib/features/applications/schema";
import type { ApplicationRow } from "@/lib/features/applications/types";
import { NotSet } from "./not-set";

/** Columns of the inventory's top. */
export const applicationColumns: readonly Column<ApplicationRow>[] = [
  {
    id: "name",
    header: "Application",
    cell: (application) => (
      <>
        {application.name}
        {application.status === "ARCHIVED" && (
          <Badge className="ml-2">{applicationStatusLabels[application.status]}</Badge>
        )}
      </>
    ),
  },
  { id: "owner", header: "Owner team", cell: (application) => application.ownerTeam ?? <NotSet /> },
  {
    id: "description",
    header: "Description",
    cell: (application) => <span className="text-ink-muted">{application.description ?? <NotSet />}</span>,
  },
  {
    id: "databases",
    header: "Databases",
    align: "right",
    width: "6.5rem",
    cell: (application) => <NumberValue value={application.databaseCount} />,
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
];

export const applicationStatusFilter: TableFilter = {
  name: "status",
  label: "State",
  options: applicationStatus.options.map((value) => ({ value, label: applicationStatusLabels[value] })),
};
