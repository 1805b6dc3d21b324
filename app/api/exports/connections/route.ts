import { defineExport } from "@/lib/export";
import { activationStatusLabels } from "@/lib/features/activation/labels";
import { credentialKindLabels } from "@/lib/features/sharepoint/labels";
import { sharepointPolicies } from "@/lib/features/sharepoint/policy";
import { listConnections } from "@/lib/features/sharepoint/queries";
import { connectionFilter } from "@/lib/features/sharepoint/schema";

export const GET = defineExport({
  list: "connections",
  input: connectionFilter.strict(),
  policy: sharepointPolicies.read,
  page: listConnections,
  columns: [
    ["Connection", (row) => row.name],
    ["State", (row) => activationStatusLabels[row.status]],
    ["Tenant", (row) => row.tenantId],
    ["Client id", (row) => row.clientId],
    ["Signs in at", (row) => row.authorityHost],
    ["Scope", (row) => row.scopes.join(" ")],
    ["Credential", (row) => credentialKindLabels[row.credential]],
    ["Credential ends (UTC)", (row) => row.credentialExpiresAt],
    ["Sites", (row) => row.siteCount],
    ["Lists", (row) => row.listCount],
    ["Last found right (UTC)", (row) => row.lastVerifiedAt],
    ["Created (UTC)", (row) => row.createdAt],
    ["Id", (row) => row.id],
  ],
});
