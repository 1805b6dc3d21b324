import type { BudgetRow } from "@/lib/features/budgets/types";
import type { DefinitionRow } from "@/lib/features/syncs/types";
import type { Fleet } from "@/lib/features/workers/types";

/** One thing that a web process needs, or that somebody should look at. */
export interface HealthCheck {
  readonly name: "metastore" | "keys" | "sign-in" | "workers";
  /** `warning`: people are served all the same. */
  readonly level: "ok" | "warning" | "error";
  /** What is wrong and how to mend it; null where nothing is. */
  readonly reason: string | null;
}

/** Whether this web process can serve people. */
export interface Readiness {
  readonly status: "ready" | "not-ready";
  readonly checks: readonly HealthCheck[];
}

/** What all processes together are doing, as the metastore tells. */
export interface Measures {
  readonly workersAlive: number;
  readonly queues: Fleet["queues"];
  readonly definitions: readonly DefinitionRow[];
  readonly budgets: readonly BudgetRow[];
}
