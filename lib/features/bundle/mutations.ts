import { type Context, requireAllowed } from "@/lib/context";
import { applyAlone } from "@/lib/sync/apply-alone";
import type { ApplyWork } from "./apply-work";
import { bundlePolicies } from "./policy";
import type { ReadBundle } from "./read-file";
import { settleApplication } from "./settle-databases";
import { settleDefinition } from "./settle-definitions";
import { settleLists } from "./settle-lists";
import { settleConnection } from "./settle-sharepoint";
import type { Change } from "./types";

export interface ApplyOptions {
  readonly file: ReadBundle;
  /** Looks and answers; nothing is written, nobody is asked anything. */
  readonly isDry: boolean;
  /** Switches on definitions that the file does not switch off. */
  readonly isEnabling: boolean;
  readonly signal: AbortSignal;
  readonly onChange?: (change: Change) => void;
  readonly onProgress?: (text: string) => void;
}

/**
 * Makes the installation what a file says, part by part in the order in which they need each other, each by the mutation that a page would
 * call. Applied again it does nothing; after a failure it goes on where it stopped. What the file does not name stays as it is.
 * Answers every named part with what was done to it, or would be. One at a time in an installation: it waits for another one, which may have made
 * what this one wants, and is then left. Throws a BundleError with the place for what the file must mend, otherwise
 * what a store or Graph refused.
 */
export async function applyBundle(context: Context, options: ApplyOptions): Promise<readonly Change[]> {
  requireAllowed(context, bundlePolicies.apply);
  if (options.isDry) return applyParts(context, options);
  const { signal, onProgress } = options;
  return applyAlone({ by: context.actor.name, signal, onWait: (text) => onProgress?.(text) }, (held) =>
    applyParts(context, { ...options, signal: held }),
  );
}

async function applyParts(context: Context, options: ApplyOptions): Promise<readonly Change[]> {
  const { file, isDry, isEnabling, signal, onProgress = () => undefined } = options;
  const changes: Change[] = [];
  const onChange = (change: Change) => {
    changes.push(change);
    options.onChange?.(change);
  };
  const work: ApplyWork = { context, file, isDry, isEnabling, signal, onChange, onProgress, read: new Set(), last: [] };
  const { applications = [], connections = [], definitions = [] } = file.bundle;
  for (const [at, entry] of applications.entries()) await settleApplication(work, entry, ["applications", at]);
  for (const [at, entry] of connections.entries()) await settleConnection(work, entry, ["connections", at]);
  for (const [at, entry] of connections.entries()) await settleLists(work, entry, ["connections", at]);
  for (const [at, entry] of definitions.entries()) await settleDefinition(work, entry, ["definitions", at]);
  for (const switchOff of work.last) await switchOff();
  return changes;
}
