import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "@/lib/errors/app-error";
import { type ErrorCode, errorCodes } from "@/lib/errors/codes";
import { requestIntrospection } from "@/lib/features/databases/mutations";
import { getIntrospection } from "@/lib/features/databases/queries";
import type { IntrospectionRow } from "@/lib/features/databases/types";
import { requestDiscovery } from "@/lib/features/sharepoint/mutations";
import { getSite } from "@/lib/features/sharepoint/queries";
import type { SiteRow } from "@/lib/features/sharepoint/types";
import { discoverSite } from "@/lib/sync/discover-sharepoint";
import { introspectDatabase } from "@/lib/sync/introspect-database";
import type { ApplyWork } from "./apply-work";

const pollMs = 250;

type Reader = Pick<ApplyWork, "context" | "signal" | "onProgress">;

/**
 * Introspects a database here and now, whether a worker runs or not: whoever claims the run first does it, the other one waits for its end.
 * Answers what was counted. Throws what the database refused, and as `requestIntrospection`.
 */
export async function introspectNow(
  reader: Reader,
  database: { readonly id: string; readonly name: string },
): Promise<IntrospectionRow> {
  const { introspectionRunId } = await requestIntrospection(reader.context, { databaseId: database.id });
  const [run] = await Promise.all([
    endOf(reader, introspectionRunId, database.name),
    introspectDatabase({ introspectionRunId, signal: reader.signal }),
  ]);
  return run;
}

async function endOf({ context, signal, onProgress }: Reader, introspectionRunId: string, name: string) {
  for (;;) {
    const run = await getIntrospection(context, { introspectionRunId });
    if (run.state === "succeeded") return run;
    if (run.state === "failed") throw refusalOf(run);
    onProgress(`reading the catalog of ${name}: ${run.stats.tablesRead ?? 0} tables`);
    await sleep(pollMs, undefined, { signal });
  }
}

function refusalOf({ id, errorCode, errorMessage }: IntrospectionRow): AppError {
  const code = errorCode !== null && errorCode in errorCodes ? (errorCode as ErrorCode) : "unexpected";
  return new AppError(code, {
    details: { reference: id },
    ...(errorMessage === null ? {} : { message: errorMessage }),
  });
}

/** Discovers a site here and now, whether a worker runs or not; it reads the site again if it runs, which changes nothing. Throws Graph's refusal. */
export async function discoverNow(reader: Reader, siteId: string, includesHidden?: boolean): Promise<SiteRow> {
  const { context, signal, onProgress } = reader;
  const site = await getSite(context, { siteId });
  onProgress(`discovering ${site.webUrl}`);
  await requestDiscovery(context, { siteId, includesHidden });
  await discoverSite({ siteId, signal });
  return getSite(context, { siteId });
}
