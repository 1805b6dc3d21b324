import { defineExport } from "@/lib/export";
import { changeLabels, partLabels } from "@/lib/features/tables/labels";
import { tablePolicies } from "@/lib/features/tables/policy";
import { compareSnapshots } from "@/lib/features/tables/queries";
import { snapshotPair } from "@/lib/features/tables/schema";

/** What differs between two snapshots of one table, the two newest unless named; each line says when they were taken. */
export const GET = defineExport({
  list: "differences",
  input: snapshotPair.strict(),
  policy: tablePolicies.read,
  page: async (context, pair) => {
    const { earlier, later, differences } = await compareSnapshots(context, pair);
    const taken = { earlierAt: earlier?.capturedAt ?? null, laterAt: later?.capturedAt ?? null };
    return { rows: differences.map((difference) => ({ ...difference, ...taken })), nextCursor: null };
  },
  columns: [
    ["Part", (row) => partLabels[row.part]],
    ["Name", (row) => row.name],
    ["Former name", (row) => row.previousName],
    ["Change", (row) => changeLabels[row.change]],
    ["Was", (row) => row.before],
    ["Is", (row) => row.after],
    ["Earlier snapshot (UTC)", (row) => row.earlierAt],
    ["Later snapshot (UTC)", (row) => row.laterAt],
  ],
});
