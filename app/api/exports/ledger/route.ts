import { defineExport } from "@/lib/export";
import { ledgerStateLabels } from "@/lib/features/ledger/labels";
import { ledgerPolicies } from "@/lib/features/ledger/policy";
import { listLedger } from "@/lib/features/ledger/queries";
import { ledgerFilter } from "@/lib/features/ledger/schema";
import { getDefinition } from "@/lib/features/syncs/queries";
import { recordValueExport } from "@/lib/features/values/mutations";

/** The ledger of one sync; what both sides agreed on last stands in one column for each mapped list column, under its name. */
export const GET = defineExport({
  list: "ledger",
  input: ledgerFilter.strict(),
  policy: ledgerPolicies.read,
  page: async (context, filter) => {
    const page = await listLedger(context, filter);
    return {
      ...page,
      rows: page.rows.map((entry) => ({
        entry,
        agreed: new Map(entry.values.map(({ column, value }) => [column, value])),
      })),
    };
  },
  record: (context, { definitionId, search, state }) =>
    recordValueExport(context, { list: "ledger", of: { definitionId }, filter: { search, state } }),
  columns: async (context, { definitionId }) => {
    const { mappings } = await getDefinition(context, { definitionId });
    const names = [...new Set(mappings.map(({ targetColumn }) => targetColumn))];
    return [
      ["Row", ({ entry }) => entry.identity],
      ["State", ({ entry }) => ledgerStateLabels[entry.state]],
      ["Item", ({ entry }) => entry.itemId],
      ["Item's address", ({ entry }) => entry.itemUrl],
      ["Written (UTC)", ({ entry }) => entry.lastSyncAt],
      ["Run", ({ entry }) => entry.lastRunId],
      ["Id", ({ entry }) => entry.id],
      ...names.map(
        (name) =>
          [name, (row: { agreed: ReadonlyMap<string, string | null> }) => row.agreed.get(name) ?? null] as const,
      ),
    ];
  },
});
