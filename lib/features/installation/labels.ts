import type { MoveInput } from "./schema";

export const decisionLabels: Record<MoveInput["decision"], { readonly title: string; readonly effect: string }> = {
  moved: {
    title: "It moved here",
    effect: "The former metastore is switched off for good. The syncs that were enabled go on.",
  },
  restored: {
    title: "It was restored from a backup",
    effect:
      "The former metastore is switched off for good. The syncs that were enabled go on; each compares everything in its next run, and those whose list keeps no unique key ask for a comparison of rows and items first.",
  },
  copy: {
    title: "It is a copy",
    effect: "The original goes on elsewhere. Everything stays paused here, and this metastore gets a mark of its own.",
  },
};
