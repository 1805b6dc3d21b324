import { z } from "zod";
import { db } from "@/lib/db/client";
import type { IdentityHash } from "@/lib/engine/types";
import type { RowFacts } from "@/lib/engine/why-facts";

/** What of `sync_runs.halt` is told: the findings as sentences. */
const storedHalt = z.looseObject({ sentences: z.array(z.string()) });

interface NewestRun {
  readonly id: string;
  readonly status: "RUNNING" | "COMPLETED" | "FAILED";
  readonly phase: NonNullable<RowFacts["openRun"]>["phase"];
  readonly outcome: string | null;
  readonly waitingUntil: Date | null;
  readonly halt: unknown;
  readonly lastCompletedAt: Date | null;
  readonly plansThisRow: boolean;
}

/** How the definition's runs stand, as far as one row is concerned. */
export interface RunRecord {
  readonly openRun: RowFacts["openRun"];
  readonly halt: RowFacts["halt"];
  readonly lastCompletedAt: string | null;
}

/** The newest run that writes, and the last one that came to its end. */
export async function readRunRecord(definitionId: string, hash: IdentityHash | null): Promise<RunRecord> {
  const [run] = await db().$queryRaw<NewestRun[]>`
    SELECT r.id, r.status::text, r.phase::text, r.outcome::text, r.waiting_until AS "waitingUntil", r.halt,
      (SELECT c.end_time FROM sync_runs c WHERE c.sync_def_id = ${definitionId}::uuid AND c.status = 'COMPLETED' AND c.purpose NOT IN ('PLAN', 'TEST')
        ORDER BY c.start_time DESC LIMIT 1) AS "lastCompletedAt",
      EXISTS (SELECT FROM sync_operations o WHERE o.sync_run_id = r.id AND o.source_identity_hash = ${hash ?? ""}) AS "plansThisRow"
    FROM sync_runs r WHERE r.sync_def_id = ${definitionId}::uuid AND r.purpose NOT IN ('PLAN', 'TEST') ORDER BY r.start_time DESC LIMIT 1`;
  if (!run) return { openRun: null, halt: null, lastCompletedAt: null };
  const isHalted = run.phase === "HALTED" && run.outcome === "HALTED" && run.halt !== null;
  return {
    openRun:
      run.status === "RUNNING"
        ? { id: run.id, phase: run.phase, waitingUntil: run.waitingUntil?.toISOString() ?? null }
        : null,
    halt: isHalted
      ? { runId: run.id, guards: storedHalt.parse(run.halt).sentences, plansThisRow: run.plansThisRow }
      : null,
    lastCompletedAt: run.lastCompletedAt?.toISOString() ?? null,
  };
}
