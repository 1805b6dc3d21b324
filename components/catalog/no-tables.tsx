import { ScanSearch, Server } from "lucide-react";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import type { DatabaseDetails } from "@/lib/features/databases/types";
import type { CatalogRights } from "./catalog-rights";
import { IntrospectButton } from "./introspect-button";

/** Why no tables are known yet, and the one thing to do about it. */
export function NoTables({ database, rights }: { database: DatabaseDetails; rights: CatalogRights }) {
  const instancesHref = `/databases/${database.id}/instances`;
  if (database.instances.length === 0) {
    return (
      <EmptyState
        icon={<Server />}
        title="No instance yet"
        action={rights.manage && <LinkButton href={`${instancesHref}/new`}>Add instance</LinkButton>}
      >
        An instance says where this database answers and who may read there. Its tables can be listed after that.
      </EmptyState>
    );
  }
  if (database.lastIntrospectedAt === null) {
    const isRunning = database.latestIntrospection?.state === "running";
    return (
      <EmptyState
        icon={<ScanSearch />}
        title={isRunning ? "The tables are being read" : "Not introspected yet"}
        action={
          rights.introspect &&
          database.status === "ACTIVE" &&
          !isRunning && <IntrospectButton databaseId={database.id} />
        }
      >
        An introspection reads what tables, columns, keys and indexes there are. It reads no rows and changes nothing.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<ScanSearch />}
      title="No tables found"
      action={<LinkButton href={instancesHref}>Test the connection</LinkButton>}
    >
      The last introspection saw no table or view. The database user may lack the right to see them.
    </EmptyState>
  );
}
