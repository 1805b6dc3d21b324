import { ActionButton } from "@/components/forms/action-button";
import { PageHeader } from "@/components/layout/page-header";
import { Badge } from "@/components/ui/badge";
import { Code } from "@/components/ui/code";
import { LinkButton } from "@/components/ui/link-button";
import { RelativeTime } from "@/components/ui/relative-time";
import { StateBadge } from "@/components/ui/state-badge";
import { TabLinks } from "@/components/ui/tab-links";
import { activationStatusLabels } from "@/lib/features/activation/labels";
import { setDatabaseStatusAction } from "@/lib/features/databases/actions";
import { databaseEnvironmentLabels, databaseTypeLabels } from "@/lib/features/databases/labels";
import type { DatabaseDetails } from "@/lib/features/databases/types";
import type { CatalogRights } from "./catalog-rights";
import { IntrospectButton } from "./introspect-button";

/** The head of a database's pages. */
export function DatabaseHeader({ database, rights }: { database: DatabaseDetails; rights: CatalogRights }) {
  const path = `/databases/${database.id}`;
  return (
    <PageHeader
      title={database.name}
      breadcrumb={[
        { label: "Applications", href: "/applications" },
        { label: database.applicationName, href: `/applications/${database.applicationId}` },
      ]}
      badges={
        <span className="flex flex-wrap items-center gap-1.5">
          <Badge>{databaseTypeLabels[database.dbType]}</Badge>
          <Badge tone="outline">{databaseEnvironmentLabels[database.environment]}</Badge>
          {database.status === "DISABLED" && (
            <StateBadge state="paused" label={activationStatusLabels[database.status]} />
          )}
        </span>
      }
      description={
        <span className="flex flex-wrap items-center gap-x-2">
          <Code>{database.databaseName}</Code>
          <span aria-hidden>·</span>
          <span>
            {database.lastIntrospectedAt === null ? (
              "never introspected"
            ) : (
              <>
                introspected <RelativeTime at={database.lastIntrospectedAt} />
              </>
            )}
            {database.introspectionCron !== null && (
              <>
                , next <RelativeTime at={database.nextIntrospectionAt} none="when it is due" />
              </>
            )}
          </span>
        </span>
      }
      actions={<HeaderActions database={database} rights={rights} />}
      tabs={
        <TabLinks
          label="Parts of the database"
          tabs={[
            { label: "Tables", href: path, count: database.tableCount },
            { label: "Drift", href: `${path}/drift`, count: database.openDriftCount },
            { label: "Instances", href: `${path}/instances`, count: database.instanceCount },
            { label: "Introspections", href: `${path}/introspections` },
          ]}
        />
      }
    />
  );
}

function HeaderActions({ database, rights }: { database: DatabaseDetails; rights: CatalogRights }) {
  const isActive = database.status === "ACTIVE";
  const hasInstance = database.instances.length > 0;
  return (
    <>
      {rights.manage && (
        <>
          <ActionButton
            action={setDatabaseStatusAction}
            input={{ databaseId: database.id, status: isActive ? "DISABLED" : "ACTIVE" }}
            done={isActive ? "Database disabled" : "Database enabled"}
            variant="quiet"
            confirm={
              isActive
                ? {
                    title: `Disable “${database.name}”?`,
                    body: "Its syncs stop with “a parent is switched off” and it is not introspected, until it is enabled again. Nothing is deleted.",
                    verb: "Disable",
                  }
                : undefined
            }
          >
            {isActive ? "Disable" : "Enable"}
          </ActionButton>
          <LinkButton href={`/databases/${database.id}/edit`}>Edit</LinkButton>
        </>
      )}
      {rights.introspect && isActive && hasInstance && (
        <IntrospectButton
          databaseId={database.id}
          isRunning={database.latestIntrospection?.state === "running"}
          variant="primary"
        />
      )}
    </>
  );
}
