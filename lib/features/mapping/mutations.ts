import { type Context, requireAllowed } from "@/lib/context";
import { inTransaction } from "@/lib/db/transaction";
import { recordAudit } from "@/lib/features/audit/record";
import { loadDefinition } from "@/lib/sync/load-definition";
import { measureFit } from "@/lib/sync/measure-fit";
import { rowsJson } from "@/lib/sync/rows-json";
import { mappingPolicies } from "./policy";
import type { FitRef } from "./schema";

/**
 * Looks at the table's rows and keeps how well each mapping fits them. The audit trail tells who looked, never what they saw.
 * Throws `not-found`, otherwise as `measureFit`.
 */
export async function measureFits(
  context: Context,
  input: FitRef,
): Promise<{ readonly rows: number; readonly isWhole: boolean }> {
  requireAllowed(context, mappingPolicies.measure);
  const stored = await loadDefinition(input.definitionId);
  const { measures, rows, isWhole, instanceLabel } = await measureFit(stored);
  const found = [...measures].map(([id, measure]) => ({ id, measure }));
  await inTransaction(async (tx) => {
    // A mapping that was removed meanwhile has nothing to be told of.
    await tx.$executeRaw`
      INSERT INTO mapping_fits (field_mapping_id, sync_def_id, mapping_version, instance_label, is_whole, measure)
      SELECT m.id, m.sync_def_id, ${stored.mappingVersion}, ${instanceLabel}, ${isWhole}, f.measure
      FROM jsonb_to_recordset(${rowsJson(found)}::jsonb) AS f(id uuid, measure jsonb) JOIN field_mappings m ON m.id = f.id
      ON CONFLICT (field_mapping_id) DO UPDATE SET mapping_version = excluded.mapping_version, measured_at = clock_timestamp(),
        instance_label = excluded.instance_label, is_whole = excluded.is_whole, measure = excluded.measure`;
    await recordAudit(tx, context, {
      action: "sync.fit-measured",
      targetKind: "sync",
      targetId: stored.id,
      targetName: stored.name,
      after: { instance: instanceLabel, rows, mappings: measures.size },
    });
  });
  return { rows, isWhole };
}
