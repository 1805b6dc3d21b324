import { z } from "zod";
import { defineJob } from "../define-job";

/** Read tables, columns and constraints of a database into the catalog, as asked for by an introspection run. */
export const introspectDatabaseJob = defineJob({
  name: "introspect-database",
  payload: z.object({ introspectionRunId: z.uuid() }),
  policy: "short",
  singletonKey: ({ introspectionRunId }) => introspectionRunId,
  retryLimit: 2,
  expireInSeconds: 1_800,
  heartbeatSeconds: 30,
});
