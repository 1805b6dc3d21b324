import type { JobDefinition } from "./define-job";
import { discoverSiteJob } from "./definitions/discover-site";
import { introspectDatabaseJob } from "./definitions/introspect-database";
import { matchListJob } from "./definitions/match-list";
import { resealSecretsJob } from "./definitions/reseal-secrets";
import { runDefinitionJob } from "./definitions/run-definition";

/** Every kind of job: each process that touches the queue makes sure that these exist. */
export const allJobs: readonly Pick<
  JobDefinition<object>,
  "name" | "policy" | "retryLimit" | "expireInSeconds" | "heartbeatSeconds"
>[] = [runDefinitionJob, introspectDatabaseJob, discoverSiteJob, matchListJob, resealSecretsJob];
