import { type ApplyOptions, type ApplyResult, apply, settleDoubts } from "./apply";
import { decide } from "./decide";
import { examinePlan } from "./examine-plan";
import type { Halt } from "./guard";
import type { ClockPort, ListPort, RunStore, SourcePort } from "./ports";
import type { ReferencePort } from "./reference-port";
import type { Definition } from "./types";

export interface RunPorts {
  readonly source: SourcePort;
  readonly list: ListPort;
  readonly references: ReferencePort;
  readonly store: RunStore;
  readonly clock: ClockPort;
}

/** How a run stands when {@link continueRun} returns; a halted one has ended, with its plan kept for a person to approve. */
export type RunResult =
  | ApplyResult
  | { readonly state: "halted"; readonly halt: Halt }
  /** A dry run that came to its plan; `halt` is what would stop it. */
  | { readonly state: "planned"; readonly halt: Halt | null };

/**
 * Begins or continues a run where it stopped (sync-semantics 3).
 * `isDecided` says whether an earlier holder finished the decide phase, guards included: what a person approved is not judged again. What
 * earlier runs left in doubt is settled before anything is decided, so that a create whose answer was lost is in the ledger when its row is
 * compared.
 *
 * A dry run (`isPlan`) is the same code, ended by its store after the guards: it settles nothing and applies nothing.
 */
export async function continueRun(
  definition: Definition,
  ports: RunPorts,
  state: { readonly isDecided: boolean; readonly isPlan?: boolean },
  options: ApplyOptions,
  signal: AbortSignal,
): Promise<RunResult> {
  await ports.list.verifyKeyColumn(signal);
  if (!state.isDecided) {
    if (!state.isPlan) await settleDoubts(definition, ports, options, signal);
    const decided = await decide(definition, ports, signal);
    const halt = await examinePlan(definition, decided, ports, signal);
    signal.throwIfAborted();
    const { freshnessToken, takenAt, isStale, position, hasPutOff } = decided.snapshot;
    await ports.store.endDeciding({ freshnessToken, takenAt, isStale, position, hasPutOff, halt });
    if (state.isPlan) return { state: "planned", halt };
    if (halt) return { state: "halted", halt };
  }
  return apply(definition, ports, options, signal);
}
