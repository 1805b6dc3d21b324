import { ArrowRight } from "lucide-react";
import { PageHeader } from "@/components/layout/page-header";
import { Badge } from "@/components/ui/badge";
import { CopyButton } from "@/components/ui/copy-button";
import { LinkButton } from "@/components/ui/link-button";
import { RelativeTime } from "@/components/ui/relative-time";
import { StateBadge } from "@/components/ui/state-badge";
import { TabLinks } from "@/components/ui/tab-links";
import type { DatabaseDetails } from "@/lib/features/databases/types";
import { tableTypeLabels } from "@/lib/features/tables/labels";
import type { TableDetails } from "@/lib/features/tables/types";

interface TableHeaderProps {
  table: TableDetails;
  database: DatabaseDetails;
  /** Whether the viewer may define syncs. */
  mayDefine: boolean;
}

/** The head of a table's pages. */
export function TableHeader({ table, database, mayDefine }: TableHeaderProps) {
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
          {table.tableType === "VIEW" && <Badge>{tableTypeLabels.VIEW}</Badge>}
          {table.vanishedAt && <StateBadge state="attention" label="No longer in the database" />}
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
            { label: "Constraints", href: `${path}/constraints`, count: table.constraints.length },
            { label: "Indexes", href: `${path}/indexes`, count: table.indexes.length },
            { label: "Syncs", href: `${path}/syncs`, count: table.uses.length },
            { label: "History", href: `${path}/history` },
          ]}
        />
      }
    />
  );
}
