import type { WorkQueue } from "@/lib/jobs/work-queue";
import { workDiscoveries } from "./handlers/discover-site";
import { workIntrospections } from "./handlers/introspect-database";
import { workMatches } from "./handlers/match-list";
import { workResealing } from "./handlers/reseal-secrets";
import { workRuns } from "./handlers/run-definition";

interface Work {
  /** This process's name in leases. */
  readonly holder: string;
  /** How many runs it works at once. */
  readonly runs: number;
}

// Reading catalogs is rare and short; a few at once keep a wizard from waiting behind a large database.
const catalogReads = 2;

/** Starts to fetch every kind of job. */
export async function registerHandlers(queue: WorkQueue, { holder, runs }: Work): Promise<void> {
  await workRuns(queue, holder, runs);
  await workIntrospections(queue, catalogReads);
  await workDiscoveries(queue, catalogReads);
  await workMatches(queue, catalogReads);
  await workResealing(queue, holder);
}
