import { ArrowRight } from "lucide-react";
import { DriftMark } from "@/components/drift/drift-mark";
import { PageHeader } from "@/components/layout/page-header";
import { Badge } from "@/components/ui/badge";
import { CopyButton } from "@/components/ui/copy-button";
import { LinkButton } from "@/components/ui/link-button";
import { RelativeTime } from "@/components/ui/relative-time";
import { StateBadge } from "@/components/ui/state-badge";
import { TabLinks } from "@/components/ui/tab-links";
import type { DatabaseDetails } from "@/lib/features/databases/types";
import type { DriftBadge } from "@/lib/features/drift/types";
import type { TableDetails } from "@/lib/features/tables/types";
import { varietyLabel } from "./variety-icon";

interface TableHeaderProps {
  table: TableDetails;
  database: DatabaseDetails;
  /** Open differences of the table; absent where there are none. */
  drift: DriftBadge | undefined;
  /** Whether the viewer may define syncs. */
  mayDefine: boolean;
}

/** The head of a table's pages. */
export function TableHeader({ table, database, drift, mayDefine }: TableHeaderProps) {
  const path = `/tables/${table.id}`;
  const fullName = `${table.schemaName}.${table.tableName}`;
  return (
    <PageHeader
      title={
        <span className="inline-flex max-w-full items-center gap-1">
          <span className="break-all font-mono">
            <span className="text-ink-muted">{table.schemaName}.</span>
            {table.tableName}
          </span>
          <CopyButton value={fullName} label={`Copy ${fullName}`} />
        </span>
      }
      breadcrumb={[
        { label: "Applications", href: "/applications" },
        { label: database.applicationName, href: `/applications/${database.applicationId}` },
        { label: database.name, href: `/databases/${database.id}` },
      ]}
      badges={
        <>
          {table.variety !== "table" && <Badge>{varietyLabel(table.variety)}</Badge>}
          {table.vanishedAt && <StateBadge state="attention" label="No longer in the database" />}
          <DriftMark badge={drift} href={`${path}/drift`} look="soft" />
        </>
      }
      description={
        <>
          {table.comment && <p>{table.comment}</p>}
          Introspected <RelativeTime at={table.lastIntrospectedAt} />
        </>
      }
      actions={
        mayDefine &&
        table.vanishedAt === null && (
          <LinkButton href={`/syncs/new?table=${table.id}`} variant="primary" icon={<ArrowRight aria-hidden />}>
            New sync from this table
          </LinkButton>
        )
      }
      tabs={
        <TabLinks
          label="Parts of the table"
          tabs={[
            { label: "Columns", href: path, count: table.columnCount },
            { label: "Keys & constraints", href: `${path}/constraints`, count: table.constraints.length },
            { label: "Indexes", href: `${path}/indexes`, count: table.indexes.length },
            { label: "Data", href: `${path}/data` },
            { label: "Metrics", href: `${path}/metrics` },
            { label: "Snapshots", href: `${path}/snapshots`, count: table.snapshots.length },
            { label: "Drift", href: `${path}/drift`, count: table.openDriftCount },
            { label: "Lineage", href: `${path}/lineage`, count: table.uses.length },
          ]}
        />
      }
    />
  );
}
