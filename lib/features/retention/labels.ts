import type { KeptDays } from "./schema";

interface Words {
  readonly label: string;
  /** What goes, and what stays nevertheless. */
  readonly meaning: string;
}

export const historyWords: Readonly<Record<keyof KeptDays, Words>> = {
  keepOperationsDays: {
    label: "Operations",
    meaning:
      "What a run wrote, with what items held before and after, counted from its end. Those in doubt or waiting for a person stay.",
  },
  keepEventsDays: {
    label: "Stories of runs",
    meaning: "The lines a run told of itself, counted from its end. The run with its counts and its error stays.",
  },
  keepSnapshotsDays: {
    label: "Snapshots of structure",
    meaning: "What introspections found. The newest two of each table stay, so that they can be compared.",
  },
  keepMetricsDays: {
    label: "Counts of rows",
    meaning: "How many rows a table had over time. The newest two of each table and instance stay.",
  },
};
