import type { Column, TableFilter } from "@/components/data-table/columns";
import { NumberValue } from "@/components/ui/number-value";
import { RelativeTime } from "@/components/ui/relative-time";
import { activationStatusLabels } from "@/lib/features/activation/labels";
import { activationStatus } from "@/lib/features/activation/schema";
import { credentialKindLabels } from "@/lib/features/sharepoint/labels";
import { credentialKind } from "@/lib/features/sharepoint/schema";
import type { ConnectionRow } from "@/lib/features/sharepoint/types";
import { ConnectionStateBadge } from "./connection-state";

/** Columns of a table of connections. */
export const connectionColumns: readonly Column<ConnectionRow>[] = [
  { id: "name", header: "Connection", sortable: true, cell: (row) => row.name, copy: (row) => row.name },
  {
    id: "state",
    header: "State",
    cell: (row) => <ConnectionStateBadge connection={row} look="plain" />,
    width: "10rem",
  },
  { id: "tenant", header: "Tenant", mono: true, cell: (row) => row.tenantId, copy: (row) => row.tenantId },
  {
    id: "client",
    header: "Client id",
    mono: true,
    isExtra: true,
    cell: (row) => row.clientId,
    copy: (row) => row.clientId,
  },
  {
    id: "sites",
    header: "Sites",
    align: "right",
    cell: (row) => <NumberValue value={row.siteCount} />,
    width: "6rem",
  },
  {
    id: "lists",
    header: "Lists",
    align: "right",
    cell: (row) => <NumberValue value={row.listCount} />,
    width: "6rem",
  },
  {
    id: "credential",
    header: "Signs in by",
    isExtra: true,
    width: "8rem",
    cell: (row) => credentialKindLabels[row.credential],
  },
  {
    id: "expires",
    header: "Credential ends",
    sortable: true,
    cell: (row) => <RelativeTime at={row.credentialExpiresAt} none="unknown" />,
    width: "9rem",
  },
  {
    id: "checked",
    header: "Last checked",
    cell: (row) => <RelativeTime at={row.verification?.checkedAt ?? null} />,
    width: "8rem",
  },
  {
    id: "created",
    header: "Created",
    sortable: true,
    isExtra: true,
    cell: (row) => <RelativeTime at={row.createdAt} />,
    width: "8rem",
  },
];

/** The choices above a table of connections. */
export const connectionFilters: readonly TableFilter[] = [
  {
    name: "status",
    label: "State",
    options: activationStatus.options.map((value) => ({ value, label: activationStatusLabels[value].toLowerCase() })),
  },
  {
    name: "found",
    label: "Last verification",
    options: [
      { value: "error", label: "with problems" },
      { value: "warning", label: "with warnings" },
      { value: "none", label: "nothing wrong" },
      { value: "unverified", label: "never" },
    ],
  },
  {
    name: "credential",
    label: "Signs in by",
    options: credentialKind.options.map((value) => ({ value, label: credentialKindLabels[value].toLowerCase() })),
  },
];
