import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import type { Context } from "@/lib/context";
import { AppError } from "@/lib/errors/app-error";
import { applyBundle } from "@/lib/features/bundle/mutations";
import {
  instancesOf,
  presentApplications,
  presentConnections,
  presentDatabases,
  sitesOf,
} from "@/lib/features/bundle/queries";
import { discoverNow } from "@/lib/features/bundle/read-catalogs";
import { type Environment, type ReadBundle, readBundle } from "@/lib/features/bundle/read-file";
import type { Change } from "@/lib/features/bundle/types";
import { testInstance } from "@/lib/features/databases/mutations";
import { verifyConnection } from "@/lib/features/sharepoint/mutations";
import { writeWhole } from "./demo-files";

interface DemoWork {
  readonly context: Context;
  /** The bundle's YAML. */
  readonly text: string;
  /** Values of its variables. */
  readonly environment: Environment;
  /** File that remembers what was applied here. */
  readonly recordFile: string;
  readonly say: (text: string) => void;
  readonly signal: AbortSignal;
}

/** Digests only: the variables hold secrets. */
const recordShape = z.object({ bundle: z.string(), addresses: z.string() });

const digest = (text: string) => createHash("sha256").update(text).digest("hex");

/**
 * Makes the installation what the bundle says, once: while it is empty, after an application that was interrupted, and when the bundle is
 * another one than at the last start, which enables nothing that people paused. Otherwise what people changed since then stays, and only addresses follow the demo's servers, where a
 * port was taken. Throws a BundleError, what a store or Graph refused, and what a connection test found wrong.
 */
export async function applyDemo(work: DemoWork): Promise<void> {
  const { context, text, environment, recordFile, say, signal } = work;
  const file = readBundle(text, "demo.yaml", environment);
  const now = { bundle: digest(text), addresses: digest(JSON.stringify(environment)) };
  const kept = existsSync(recordFile) ? recordShape.parse(JSON.parse(readFileSync(recordFile, "utf8"))) : null;
  const isEmpty = (await presentApplications(context)).length + (await presentConnections(context)).length === 0;
  if (!isEmpty && kept?.bundle === now.bundle) {
    if (kept.addresses === now.addresses) return;
    await moveAddresses(work, file);
  } else {
    await applyBundle(context, {
      file,
      isDry: false,
      isEnabling: kept === null,
      signal,
      onChange: (change) => tell(say, change),
    });
  }
  await tryConnections(context);
  writeWhole(recordFile, now);
}

function tell(say: DemoWork["say"], { kind, name, action }: Change): void {
  if (action === "leave") return;
  if (kind === "catalog") say(`read the catalog of ${name}`);
  else say(`${action === "create" ? "made" : "changed"} the ${kind} ${name}`);
}

/** Gives instances and connections the addresses of this start. What people gave another name is theirs to correct. */
async function moveAddresses({ context, say, signal }: DemoWork, file: ReadBundle): Promise<void> {
  const options = { file: { ...file, bundle: addressesOf(file.bundle) }, isEnabling: false, signal };
  const looked = await applyBundle(context, { ...options, isDry: true });
  const unknown = looked.find(({ action }) => action === "create");
  if (unknown) {
    say(`a port changed, and there is no ${unknown.kind} ${unknown.name} any more: correct its address on its page`);
    return;
  }
  await applyBundle(context, { ...options, isDry: false, onChange: (change) => tell(say, change) });
  // Addresses of lists hold the sandbox's port.
  for (const { id: connectionId } of await presentConnections(context))
    for (const site of await sitesOf(context, { connectionId }))
      await discoverNow({ context, signal, onProgress: () => undefined }, site.id);
}

/** Of the bundle the names, and where each answers. */
function addressesOf({ syncbridge, applications = [], connections = [] }: ReadBundle["bundle"]): ReadBundle["bundle"] {
  return {
    syncbridge,
    applications: applications.map(({ name, databases = [] }) => ({
      name,
      databases: databases.map(({ instances = [], ...database }) => ({
        ...database,
        instances: instances.map(({ label, host, port, database: dbName, user, password }) => ({
          ...{ label, host, port, database: dbName, user, password },
        })),
      })),
    })),
    connections: connections.map(({ name, tenantId, clientId, secret, authorityHost, scope }) => ({
      ...{ name, tenantId, clientId, secret, authorityHost, scope },
    })),
  };
}

/** Tests what is in use as a person would after `syncbridge apply`, so that the pages show it as tested. */
async function tryConnections(context: Context): Promise<void> {
  for (const database of await presentDatabases(context, {}))
    for (const { id: instanceId } of await instancesOf(context, { databaseId: database.id }))
      requirePassed("source-unreachable", (await testInstance(context, { instanceId })).findings);
  for (const { id: connectionId } of await presentConnections(context))
    requirePassed("graph-unreachable", (await verifyConnection(context, { connectionId })).findings);
}

type Findings = Awaited<ReturnType<typeof testInstance>>["findings"];

function requirePassed(code: "source-unreachable" | "graph-unreachable", findings: Findings): void {
  const failed = findings.find((finding) => finding.level === "error");
  if (failed) throw new AppError(code, { message: failed.title, remedy: failed.remedy });
}
