import { setTimeout as sleep } from "node:timers/promises";
import type { Context } from "@/lib/context";
import { AppError } from "@/lib/errors/app-error";
import { createApplication } from "@/lib/features/applications/mutations";
import { listApplications } from "@/lib/features/applications/queries";
import {
  createDatabase,
  createInstance,
  requestIntrospection,
  testInstance,
  updateInstance,
} from "@/lib/features/databases/mutations";
import { getIntrospection, listDatabases, listInstances } from "@/lib/features/databases/queries";

type Say = (text: string) => void;

interface SourceAddress {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
}

/** Registers the demo source as a person would: application, database, instance, connection test, introspection. Answers the database's id. */
export async function ensureSource(context: Context, say: Say, address: SourceAddress): Promise<string> {
  const applicationId = await ensureApplication(context);
  const databaseId = await ensureDatabase(context, applicationId, address);
  const moved = await ensureInstance(context, databaseId, address);
  const { rows } = await listDatabases(context, { applicationId, limit: 50 });
  const isRead = rows.some((row) => row.id === databaseId && row.lastIntrospectedAt !== null);
  if (moved || !isRead) await introspect(context, say, databaseId);
  return databaseId;
}

async function ensureApplication(context: Context): Promise<string> {
  const name = "Reference data";
  const { rows } = await listApplications(context, { search: name, limit: 50 });
  const known = rows.find((row) => row.name === name);
  if (known) return known.id;
  const input = {
    name,
    ownerTeam: "Data office",
    description: "Countries, regions and cities that other teams look things up in.",
  };
  const { applicationId } = await createApplication(context, input);
  return applicationId;
}

async function ensureDatabase(context: Context, applicationId: string, address: SourceAddress): Promise<string> {
  const { rows } = await listDatabases(context, { applicationId, limit: 50 });
  const known = rows.find((row) => row.databaseName === address.database);
  if (known) return known.id;
  const { databaseId } = await createDatabase(context, {
    applicationId,
    name: "Geography",
    dbType: "POSTGRES",
    environment: "PROD",
    databaseName: address.database,
  });
  return databaseId;
}

/** Registers the endpoint, or corrects it when the server's port changed since the last start; tells whether it did either. */
async function ensureInstance(context: Context, databaseId: string, address: SourceAddress): Promise<boolean> {
  const fields = {
    instanceLabel: "geo primary",
    host: address.host,
    port: address.port,
    dbName: address.database,
    dbUser: address.user,
    dbPassword: address.password,
    // The embedded server listens on this machine only and speaks without TLS.
    config: { tls: { mode: "off" } },
    role: "PRIMARY",
    priority: 0,
    validFrom: null,
    validTo: null,
  } as const;
  const [known] = await listInstances(context, { databaseId });
  if (known?.host === address.host && known.port === address.port) return false;
  const instanceId = known?.id ?? (await createInstance(context, { databaseId, ...fields })).instanceId;
  if (known) await updateInstance(context, { instanceId, ...fields });
  const { findings } = await testInstance(context, { instanceId });
  const failed = findings.find((finding) => finding.level === "error");
  if (failed) throw new AppError("source-unreachable", { message: failed.title, remedy: failed.remedy });
  return true;
}

async function introspect(context: Context, say: Say, databaseId: string): Promise<void> {
  const { introspectionRunId } = await requestIntrospection(context, { databaseId });
  for (;;) {
    const run = await getIntrospection(context, { introspectionRunId });
    if (run.state === "succeeded") {
      say(`the worker cataloged ${run.stats.tablesRead ?? 0} tables with ${run.stats.columnsRead ?? 0} columns`);
      return;
    }
    if (run.state === "failed") {
      throw new AppError("unexpected", { message: run.errorMessage ?? "The introspection failed." });
    }
    await sleep(100);
  }
}
