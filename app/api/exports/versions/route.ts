import { defineExport } from "@/lib/export";
import { mappingPolicies } from "@/lib/features/mapping/policy";
import { listVersions } from "@/lib/features/mapping/queries";
import { fitRef } from "@/lib/features/mapping/schema";

/** Versions of one sync's mapping, the newest first. What changed is counted against the version before; of the first that was kept it is empty. */
export const GET = defineExport({
  list: "versions",
  input: fitRef.strict(),
  policy: mappingPolicies.read,
  page: listVersions,
  columns: [
    ["Version", (row) => row.version],
    ["Published now", (row) => row.isPublished],
    ["Published (UTC)", (row) => row.at],
    ["By", (row) => row.by],
    ["Why", (row) => row.reason],
    ["Added", (row) => row.difference?.added.length ?? null],
    ["Changed", (row) => row.difference?.changed.length ?? null],
    ["Removed", (row) => row.difference?.removed.length ?? null],
    ["Row filter changed", (row) => row.difference && row.difference.rowFilter !== null],
    ["Mappings", (row) => row.rowCount],
  ],
});
