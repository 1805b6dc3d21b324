import type { Column, TableFilter } from "@/components/data-table/columns";
import { Badge } from "@/components/ui/badge";
import { NumberValue } from "@/components/ui/number-value";
import { RelativeTime } from "@/components/ui/relative-time";
import { TextLink } from "@/components/ui/text-link";
import { activationStatusLabels } from "@/lib/features/activation/labels";
import { activationStatus } from "@/lib/features/activation/schema";
import { databaseEnvironmentLabels, databaseTypeLabels } from "@/lib/features/databases/labels";
import { databaseEnvironment, databaseType } from "@/lib/features/databases/schema";
import type { DatabaseRow } from "@/lib/features/databases/types";
import { NotSet } from "./not-set";

/** Columns of the databases of one application. */
export const databaseColumns: readonly Column<DatabaseRow>[] = [
  {
    id: "name",
    header: "Database",
    sortable: true,
    copy: (database) => database.name,
    cell: (database) => (
      <>
        {database.name}
        {database.status === "DISABLED" && <Badge className="ml-2">{activationStatusLabels[database.status]}</Badge>}
      </>
    ),
  },
  {
    id: "kind",
    header: "Kind",
    width: "8rem",
    sortable: true,
    cell: (database) => databaseTypeLabels[database.dbType],
  },
  {
    id: "environment",
    header: "Environment",
    width: "8rem",
    sortable: true,
    cell: (database) => databaseEnvironmentLabels[database.environment],
  },
  {
    id: "databaseName",
    header: "Own name",
    mono: true,
    sortable: true,
    copy: (database) => database.databaseName,
    cell: (database) => database.databaseName,
  },
  {
    id: "instances",
    header: "Instances",
    align: "right",
    width: "6rem",
    cell: (database) => <Count value={database.instanceCount} href={`/databases/${database.id}/instances`} />,
  },
  {
    id: "tables",
    header: "Tables",
    align: "right",
    width: "6rem",
    cell: (database) => <NumberValue value={database.tableCount} />,
  },
  {
    id: "drift",
    header: "Drift",
    width: "8rem",
    cell: (database) =>
      database.openDriftCount === 0 ? (
        <NotSet />
      ) : (
        <TextLink href={`/databases/${database.id}/drift`} className="relative z-1">
          <NumberValue value={database.openDriftCount} /> open
        </TextLink>
      ),
  },
  {
    id: "syncs",
    header: "Syncs",
    align: "right",
    width: "5rem",
    cell: (database) => <Count value={database.definitionCount} href={`/syncs?database=${database.id}`} />,
  },
  {
    id: "introspected",
    header: "Introspected",
    align: "right",
    width: "8rem",
    cell: (database) => <RelativeTime at={database.lastIntrospectedAt} />,
  },
  {
    id: "next",
    header: "Introspected next",
    align: "right",
    width: "9rem",
    isExtra: true,
    cell: (database) => <RelativeTime at={database.nextIntrospectionAt} none="not scheduled" />,
  },
];

/** A figure that leads to what it counts, where there is any. */
function Count({ value, href }: { value: number; href: string }) {
  if (value === 0) return <NumberValue value={0} className="text-ink-faint" />;
  return (
    <TextLink href={href} className="relative z-1">
      <NumberValue value={value} />
    </TextLink>
  );
}

/** The choices of a list of databases. */
export const databaseFilters: readonly TableFilter[] = [
  {
    name: "environment",
    label: "Environment",
    options: databaseEnvironment.options.map((value) => ({ value, label: databaseEnvironmentLabels[value] })),
  },
  {
    name: "kind",
    label: "Kind",
    options: databaseType.options.map((value) => ({ value, label: databaseTypeLabels[value] })),
  },
  {
    name: "status",
    label: "State",
    options: activationStatus.options.map((value) => ({ value, label: activationStatusLabels[value] })),
  },
];
