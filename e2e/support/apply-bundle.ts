import type { Context } from "@/lib/context";
import { BundleError } from "@/lib/features/bundle/bundle-error";
import { applyBundle } from "@/lib/features/bundle/mutations";
import { readBundle } from "@/lib/features/bundle/read-file";
import type { Change } from "@/lib/features/bundle/types";
import type { BundleStack } from "./bundle-stack";

export const commandLine: Context = {
  actor: { kind: "command-line", name: "command line (test)" },
  requestId: "test",
};
const signal = new AbortController().signal;

interface Wish {
  readonly isDry?: boolean;
  readonly isEnabling?: boolean;
  readonly environment?: Record<string, string | undefined>;
}

/** Applies a file to the installation of this process, with the stack's variables. */
export function applyText(stack: BundleStack, text: string, wish: Wish = {}): Promise<readonly Change[]> {
  const { isDry = false, isEnabling = false, environment = {} } = wish;
  const file = readBundle(text, "shop.yaml", { ...stack.environment, ...environment });
  return applyBundle(commandLine, { file, isDry, isEnabling, signal });
}

/** What was done, or would be. */
export const told = (changes: readonly Change[]) =>
  changes.filter(({ action }) => action !== "leave").map(({ action, kind, name }) => `${action} ${kind} ${name}`);

/** The first fault of a file, with its place and what to do. */
export async function refusalOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof BundleError)) throw error;
    const [first] = error.problems;
    return `${first?.line}:${first?.column} ${first?.message} → ${first?.remedy}`;
  }
  return "nothing was refused";
}
