import { Database, LayoutGrid, Server } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { NumberValue } from "@/components/ui/number-value";
import { StateBadge } from "@/components/ui/state-badge";
import type { TreeNode } from "@/components/ui/tree";
import { activationStatusLabels } from "@/lib/features/activation/labels";
import { applicationStatusLabels } from "@/lib/features/applications/labels";
import { databaseEnvironmentLabels, databaseTypeLabels, instanceRoleLabels } from "@/lib/features/databases/labels";
import type { InventoryApplication, InventoryDatabase, InventoryInstance } from "@/lib/features/databases/types";
import { InstanceStateBadge } from "./instance-state";

/** The inventory as the nodes of a tree: applications, their databases, and the servers that answer for these. */
export function inventoryNodes(applications: readonly InventoryApplication[]): readonly TreeNode[] {
  return applications.map(({ id, name, ownerTeam, status, databases }) => ({
    id,
    name,
    href: `/applications/${id}`,
    icon: <LayoutGrid aria-hidden />,
    marks: status === "ARCHIVED" && <StateBadge state="paused" label={applicationStatusLabels.ARCHIVED} />,
    facts: ownerTeam ?? <span className="text-ink-faint">no owner team</span>,
    children: databases.map(databaseNode),
  }));
}

function databaseNode({ id, name, dbType, environment, status, tableCount, instances }: InventoryDatabase): TreeNode {
  return {
    id,
    name,
    href: `/databases/${id}`,
    icon: <Database aria-hidden />,
    marks: (
      <>
        <Badge>{databaseEnvironmentLabels[environment]}</Badge>
        {status === "DISABLED" && <StateBadge state="paused" label={activationStatusLabels.DISABLED} />}
      </>
    ),
    facts: (
      <>
        {databaseTypeLabels[dbType]} · <NumberValue value={tableCount} /> {tableCount === 1 ? "table" : "tables"}
      </>
    ),
    children: instances.map((instance) => instanceNode(id, instance)),
  };
}

function instanceNode(databaseId: string, instance: InventoryInstance): TreeNode {
  const { id, instanceLabel, host, port, role, definitionCount } = instance;
  return {
    id,
    name: instanceLabel,
    href: `/databases/${databaseId}/instances`,
    icon: <Server aria-hidden />,
    marks: (
      <>
        <Badge tone={role === "PRIMARY" ? "accent" : "neutral"}>{instanceRoleLabels[role]}</Badge>
        <InstanceStateBadge instance={instance} />
      </>
    ),
    facts: (
      <>
        <span className="font-mono">
          {host}:{port}
        </span>{" "}
        · read by <NumberValue value={definitionCount} /> {definitionCount === 1 ? "sync" : "syncs"}
      </>
    ),
    children: [],
  };
}
