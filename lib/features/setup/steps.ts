import { plural } from "@/lib/format/plural";
import { setupSteps } from "./labels";
import type { SetupStep, SetupStepId, SetupStepState } from "./types";

/** What of a stored definition tells how far its set-up is. */
export interface Settled {
  readonly isEnabled: boolean;
  readonly keyColumns: readonly string[];
  readonly keyProblem: string | null;
  /** Null before the list was prepared. */
  readonly keyLevel: string | null;
  readonly mappedColumns: number;
  readonly mappingProblems: number;
  readonly scheduleCron: string | null;
  /** It is settled which items belong to which rows. */
  readonly isMatched: boolean;
  /** SyncBridge made the list. */
  readonly isProvisioned: boolean;
}

/** What stands elsewhere in the metastore. */
export interface Noted {
  /** Of the last discovery; null where the list was never counted. */
  readonly countedItems: number | null;
  readonly isRhythmChosen: boolean;
  readonly openRunId: string | null;
  readonly plan: {
    readonly runId: string;
    readonly outcome: string | null;
    readonly creates: number;
    readonly updates: number;
    /** Rows that it could not plan a write for. */
    readonly rejected: number;
    /** Nothing that it was planned by was changed since. */
    readonly isCurrent: boolean;
  } | null;
}

type Standing = readonly [SetupStepState, string];

function keyStep({ keyProblem, keyColumns, keyLevel }: Settled): Standing {
  if (keyProblem !== null) return ["attention", keyProblem];
  const names = keyColumns.join(", ");
  return keyLevel === null ? ["open", `${names}; the list is not prepared yet`] : ["done", `${names}, ${keyLevel}`];
}

function mappingStep({ mappedColumns, mappingProblems }: Settled): Standing {
  if (mappedColumns === 0) return ["open", "No column is mapped"];
  if (mappingProblems > 0) return ["attention", plural(mappingProblems, "problem")];
  return ["done", plural(mappedColumns, "column")];
}

function scheduleStep({ scheduleCron }: Settled, { isRhythmChosen }: Noted): Standing {
  if (scheduleCron !== null) return ["done", "Runs by a schedule"];
  return isRhythmChosen ? ["done", "Runs when asked"] : ["open", "Mode and times"];
}

function isPlanned({ plan }: Noted): boolean {
  return plan?.outcome === "SUCCEEDED" && plan.isCurrent;
}

function matchStep({ isMatched, isProvisioned }: Settled, noted: Noted): Standing {
  if (isMatched) return ["done", "Settled"];
  // A dry run asks the list itself and ends before its plan where it has items.
  if (isPlanned(noted)) return ["spared", "The list is empty"];
  const items = noted.countedItems ?? (isProvisioned ? 0 : null);
  if (items === 0) return ["spared", "The list is empty"];
  return ["open", items === null ? "If the list has items" : `${plural(items, "item")} in the list`];
}

function planStep(noted: Noted): Standing {
  const { plan } = noted;
  if (plan === null) return ["open", "Nothing is written"];
  if (plan.outcome === null) return ["open", "Under way"];
  if (plan.outcome !== "SUCCEEDED") return ["attention", "Did not come to a plan"];
  if (!plan.isCurrent) return ["open", "Changed since"];
  const writes = `${plural(plan.creates, "create")}, ${plural(plan.updates, "update")}`;
  return plan.rejected === 0 ? ["done", writes] : ["attention", `${writes}, ${plural(plan.rejected, "row")} rejected`];
}

/** The steps of the guided path as a definition stands, and where to go on: the first that is not settled. */
export function stepsOf(
  settled: Settled,
  noted: Noted,
): { readonly steps: readonly SetupStep[]; readonly next: SetupStepId } {
  const standings: Readonly<Record<SetupStepId, Standing>> = {
    key: keyStep(settled),
    mapping: mappingStep(settled),
    schedule: scheduleStep(settled, noted),
    match: matchStep(settled, noted),
    plan: planStep(noted),
    enable: settled.isEnabled ? ["done", "Enabled"] : ["open", "Paused until then"],
  };
  const steps = setupSteps.map((id): SetupStep => {
    const [state, detail] = standings[id];
    return { id, state, detail };
  });
  const open = steps.find(({ state }) => state === "open" || state === "attention");
  return { steps, next: open?.id ?? "enable" };
}
