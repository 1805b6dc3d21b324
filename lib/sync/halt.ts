import type { Tx } from "@/lib/db/client";
import type { GuardFinding, Halt } from "@/lib/engine/guard";
import { isMark } from "@/lib/engine/mark";
import { formatNumber } from "@/lib/format/number";
import type { EndScope } from "./end-run";
import { planDigest } from "./plan-facts";
import { planRulesOf } from "./plan-rules";
import { addEvents } from "./run-events";
import type { RunScope } from "./run-scope";

/** `sync_runs.halt`: why a guard stopped the run, and under which mapping and rules its plan was made. */
export interface StoredHalt extends Halt {
  readonly mappingVersion: number;
  /** The rules that its deletes and marks follow; see {@link planRulesOf}. */
  readonly rules: string;
  /** The findings as sentences, in their order. */
  readonly sentences: readonly string[];
}

/** What a finding says, in a steward's words. `column` is the list column of a field. */
function sentenceOf(finding: GuardFinding, column: string | null): string {
  const [found, of, limit] = [finding.found, finding.of, finding.limit].map((count) => formatNumber(count));
  switch (finding.guard) {
    case "emptySource":
      return `The table reads as empty, and the list holds ${of} of its rows.`;
    case "mostDeletes":
      return `${found} of ${of} items would be deleted or marked as gone; ${limit} are allowed.`;
    case "mostUpdates":
      return `${found} of ${of} items would change; ${limit} are allowed.`;
    case "mostAlike": {
      const what = finding.value === null ? "be emptied" : "get one and the same value";
      return `The column “${column ?? "removed mapping"}” would ${what} in ${found} of ${of} items; ${limit} are allowed.`;
    }
    case "mostVanished":
      return `${found} of ${of} items that were looked at are gone from the list; ${limit} are allowed.`;
  }
}

/** A halt with its findings as sentences, as it is stored. */
export async function toStoredHalt(
  tx: Tx,
  scope: Pick<EndScope, "definitionId"> & Pick<RunScope, "mappingVersion">,
  halt: Halt,
): Promise<StoredHalt> {
  const columns = await tx.fieldMapping.findMany({
    where: { syncDefId: scope.definitionId },
    select: { id: true, targetColumnName: true },
  });
  const nameOf = (field: string | null) =>
    field !== null && isMark(field)
      ? "mark"
      : (columns.find((column) => column.id === field)?.targetColumnName ?? null);
  const sentences = halt.findings.map((finding) => sentenceOf(finding, nameOf(finding.field)));
  const rules = await planRulesOf(tx, scope.definitionId);
  return { ...halt, mappingVersion: scope.mappingVersion, rules, sentences };
}

/**
 * Ends a run whose plan a guard does not let pass: nothing was written, the plan is kept, and the definition is shown as halted. One
 * transaction of the caller.
 */
export async function haltRun(
  tx: Tx,
  scope: Pick<EndScope, "runId" | "definitionId"> & Pick<RunScope, "mappingVersion">,
  halt: Halt,
): Promise<void> {
  const stored = await toStoredHalt(tx, scope, halt);
  const message = stored.sentences.join(" ");
  const digest = await planDigest(tx, scope.runId);
  await tx.$executeRaw`
    UPDATE sync_runs SET status = 'FAILED', phase = 'HALTED', outcome = 'HALTED', end_time = clock_timestamp(), waiting_until = NULL,
      error_code = 'guard-halt', error_message = ${message}, halt = ${JSON.stringify(stored)}::jsonb, plan_digest = ${digest},
      progress_at = clock_timestamp()
    WHERE id = ${scope.runId}::uuid AND status = 'RUNNING'`;
  await tx.$executeRaw`
    UPDATE sync_definitions SET halted_code = 'guard-halt', halted_reason = ${message}, halted_at = clock_timestamp()
    WHERE id = ${scope.definitionId}::uuid`;
  const payload = { code: "guard-halt", guards: halt.findings.map(({ guard }) => guard), approver: halt.approver };
  await addEvents(tx, scope.runId, [
    { severity: "ERROR", type: "halted", message: `Halted before the first write. ${message}`, payload },
  ]);
}
