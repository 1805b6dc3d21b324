import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import type { Context } from "@/lib/context";
import { AppError } from "@/lib/errors/app-error";
import { applyBundle } from "@/lib/features/bundle/mutations";
import { instancesOf, presentApplications, presentConnections, presentDatabases } from "@/lib/features/bundle/queries";
import { type Environment, readBundle } from "@/lib/features/bundle/read-file";
import type { Change } from "@/lib/features/bundle/types";
import { testInstance } from "@/lib/features/databases/mutations";
import { verifyConnection } from "@/lib/features/sharepoint/mutations";
import { writeWhole } from "./demo-files";
import { type Addresses, addressesShape, type DemoLogins, moveAddresses } from "./move-addresses";

interface DemoWork {
  readonly context: Context;
  /** The bundle's YAML. */
  readonly text: string;
  /** Values of its variables. */
  readonly environment: Environment;
  /** Where the servers behind these variables answer. */
  readonly addresses: Addresses;
  /** File that remembers what was applied here. */
  readonly recordFile: string;
  readonly say: (text: string) => void;
  readonly signal: AbortSignal;
}

/** A digest of the bundle, since its variables hold secrets. */
const recordShape = z.object({
  bundle: z.string(),
  /** Null in the record of a version that did not keep them. */
  addresses: z.union([addressesShape, z.string().transform(() => null)]),
  /** Where the demo's servers answered at earlier starts. */
  former: z.array(addressesShape).default([]),
});
type DemoRecord = z.output<typeof recordShape>;

const digest = (text: string) => createHash("sha256").update(text).digest("hex");

/**
 * Makes the installation what the bundle says, once: while it is empty, and after an application that was interrupted. From then on it is
 * people's: nothing of theirs is changed or judged by the bundle, and only what is stored with an address of the demo's servers follows them where a
 * port was taken. Throws a BundleError, what a store or Graph refused, and what a connection test found wrong, all of them at the first start only.
 */
export async function applyDemo(work: DemoWork): Promise<void> {
  const { context, recordFile, addresses } = work;
  const kept = existsSync(recordFile) ? recordShape.parse(JSON.parse(readFileSync(recordFile, "utf8"))) : null;
  const isEmpty = (await presentApplications(context)).length + (await presentConnections(context)).length === 0;
  if (kept === null || isEmpty) {
    await applyWhole(work);
    writeWhole(recordFile, { bundle: digest(work.text), addresses, former: [] });
  } else await follow(work, kept);
}

async function applyWhole({ context, text, environment, say, signal }: DemoWork): Promise<void> {
  await applyBundle(context, {
    file: readBundle(text, "demo.yaml", environment),
    isDry: false,
    isEnabling: true,
    signal,
    onChange: (change) => tell(say, change),
  });
  await tryConnections(context);
}

async function follow(work: DemoWork, kept: DemoRecord): Promise<void> {
  const { context, text, environment, recordFile, addresses, say, signal } = work;
  if (kept.bundle !== digest(text))
    say("the demo's set-up is another one now; what is here stays: `npm run demo -- --reset` begins anew with it");
  if (isDeepStrictEqual(kept.addresses, addresses)) return;
  const known = kept.addresses === null ? kept.former : [kept.addresses, ...kept.former];
  // A start that is cut off in between leaves some at the former and some at the present addresses: the next one knows both.
  const former = known.filter((place) => !isDeepStrictEqual(place, addresses));
  writeWhole(recordFile, { ...kept, former: [addresses, ...former] });
  const logins = loginsShape.parse(environment);
  await moveAddresses({ context, former: [addresses, ...former], now: addresses, logins, say, signal });
  writeWhole(recordFile, { ...kept, addresses, former });
}

/** As the bundle's variables name them. */
const loginsShape = z
  .object({
    GEO_USER: z.string(),
    GEO_PASSWORD: z.string(),
    TENANT_ID: z.string(),
    CLIENT_ID: z.string(),
    CLIENT_SECRET: z.string(),
  })
  .transform(
    (from): DemoLogins => ({
      source: { user: from.GEO_USER, password: from.GEO_PASSWORD },
      graph: { tenantId: from.TENANT_ID, clientId: from.CLIENT_ID, clientSecret: from.CLIENT_SECRET },
    }),
  );

function tell(say: DemoWork["say"], { kind, name, action }: Change): void {
  if (action === "leave") return;
  if (kind === "catalog") say(`read the catalog of ${name}`);
  else say(`${action === "create" ? "made" : "changed"} the ${kind} ${name}`);
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
