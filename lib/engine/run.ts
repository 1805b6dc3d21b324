import { type ApplyOptions, type ApplyResult, apply, settleDoubts } from "./apply";
import { decide } from "./decide";
import type { ClockPort, ListPort, ReferencePort, RunStore, SourcePort } from "./ports";
import type { Definition } from "./types";

export interface RunPorts {
  readonly source: SourcePort;
  readonly list: ListPort;
  readonly references: ReferencePort;
  readonly store: RunStore;
  readonly clock: ClockPort;
}

/**
 * Begins or continues a run where it stopped (sync-semantics 3).
 * `isDecided` says whether an earlier holder finished the decide phase. What earlier runs left in doubt is settled before anything is decided,
 * so that a create whose answer was lost is in the ledger when its row is compared.
 */
export async function continueRun(
  definition: Definition,
  ports: RunPorts,
  state: { readonly isDecided: boolean },
  options: ApplyOptions,
  signal: AbortSignal,
): Promise<ApplyResult> {
  await ports.list.verifyKeyColumn(signal);
  if (!state.isDecided) {
    await settleDoubts(definition, ports, options, signal);
    await decide(definition, ports, signal);
  }
  return apply(definition, ports, options, signal);
}
