export interface ChecklistStep {
  readonly id: "database" | "tables" | "connection" | "lists" | "sync" | "run";
  readonly title: string;
  readonly detail: string;
  readonly href: string;
  readonly isDone: boolean;
}

/** How everything stands. Each number was counted for this answer. */
export interface Overview {
  readonly checklist: readonly ChecklistStep[];
  readonly linkedItems: number;
  readonly openRejections: number;
  readonly last24h: {
    readonly runs: number;
    readonly created: number;
    readonly updated: number;
    /** Granted by the budgets, for runs and all else. */
    readonly units: number;
  };
}
