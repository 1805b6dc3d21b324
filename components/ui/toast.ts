export type ToastTone = "success" | "error" | "warning" | "info";

interface ToastOptions {
  readonly description?: string;
  /** How long it stays; four seconds where left out. */
  readonly durationMs?: number;
  readonly action?: { readonly label: string; readonly onClick: () => void };
}

/** A passing notice. */
export interface Toast extends ToastOptions {
  readonly id: number;
  readonly tone: ToastTone;
  readonly title: string;
}

/** What they stand in. */
export const noticesSelector = "[data-notices]";

/** More at once are not read: the oldest goes first. */
const mostShown = 4;

let shown: readonly Toast[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function show(next: readonly Toast[]): void {
  shown = next;
  for (const listener of listeners) listener();
}

const tell =
  (tone: ToastTone) =>
  (title: string, options: ToastOptions = {}) => {
    lastId += 1;
    show([...shown, { ...options, id: lastId, tone, title }].slice(-mostShown));
  };

/** Says in passing how something went: `toast.success("Saved")`. Errors that need reading belong in a Callout. */
export const toast = { success: tell("success"), error: tell("error"), warning: tell("warning"), info: tell("info") };

export const dismissToast = (id: number): void => show(shown.filter((each) => each.id !== id));

export const shownToasts = (): readonly Toast[] => shown;

export function subscribeToToasts(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
