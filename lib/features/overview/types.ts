import type { DefinitionRow } from "@/lib/features/syncs/types";
import type { TablePage } from "@/lib/format/table-state";

export interface ChecklistStep {
  readonly id: "database" | "tables" | "connection" | "lists" | "sync" | "run";
  readonly title: string;
  readonly detail: string;
  /** Where it is done; null where another step has to be taken first. */
  readonly href: string | null;
  readonly isDone: boolean;
}

/** Where an installation that has never synced goes on. */
export interface NextStep {
  /** The first that can be taken. */
  readonly step: ChecklistStep & { readonly href: string };
  readonly done: number;
  readonly of: number;
}

/** How all definitions stand. */
export interface OverviewHealth {
  readonly page: TablePage<DefinitionRow>;
  /** The gravest first. */
  readonly attention: readonly Attention[];
  /** Of all definitions, as the last run of each counted them. */
  readonly linkedItems: number;
  readonly openRejections: number;
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
