export interface ChecklistStep {
  readonly id: "database" | "tables" | "connection" | "lists" | "sync" | "run";
  readonly title: string;
  readonly detail: string;
  readonly href: string;
  readonly isDone: boolean;
}

/** Where an installation that has never synced goes on. */
export interface NextStep {
  readonly step: ChecklistStep;
  readonly done: number;
  readonly of: number;
}

/** How everything stands. Each number was counted for this answer, but for the items, which the last run of each sync counted. */
export interface Overview {
  readonly checklist: readonly ChecklistStep[];
  readonly linkedItems: number;
  readonly openRejections: number;
  /** Granted by the budgets in the last 24 hours, for runs and all else. */
  readonly unitsLastDay: number;
}

export type AttentionKind = "halted" | "failed" | "drift" | "connection" | "rejections" | "credential" | "keys";

/** One thing that needs a person. */
export interface Attention {
  readonly kind: AttentionKind;
  /** Of the thing; unique within its kind. */
  readonly id: string;
  /** The thing's name. */
  readonly title: string;
  /** What is wrong. */
  readonly sentence: string;
  /** What to do, as a link. */
  readonly action: string;
  readonly href: string;
  /** Things of this kind that are not named, told with the last that is. */
  readonly more: { readonly count: number; readonly href: string } | null;
}

/** What the runs that ended in one hour did; those under way count in the present one, with what they have done so far. */
export interface ThroughputHour {
  /** Begin of the hour. Of the first one only the part that lies within the last 24 hours is counted. */
  readonly hour: Date;
  readonly runs: number;
  readonly created: number;
  readonly updated: number;
  readonly deleted: number;
  readonly rowsRead: number;
}

/** A run under way. */
export interface RunningSync {
  readonly definitionId: string;
  readonly phase: "QUEUED" | "DECIDING" | "HALTED" | "APPLYING" | "WAITING" | "DONE";
  readonly rowsRead: number;
  readonly itemsProcessed: number;
  /** Operations of the plan, as far as it is made. */
  readonly planned: number;
}

/** What a page about all syncs follows. */
export interface Pulse {
  /** Changes when a run begins or ends. */
  readonly mark: string;
  readonly running: readonly RunningSync[];
}
