import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Context } from "@/lib/context";
import { closeDatabase, configureDatabase } from "@/lib/db/client";
import { requireSetting } from "@/lib/env";
import { AppError, messageOf } from "@/lib/errors/app-error";
import { closeQueue } from "@/lib/jobs/queue";
import { GEO_READER } from "@/sandbox/sources/geo-schema";
import { loadGeo } from "@/sandbox/sources/load-geo";
import { applyDemo } from "./apply-demo";
import type { Addresses } from "./move-addresses";

/** What the demo hands over in DEMO_SET_UP. */
const inputShape = z.object({
  sourceUrl: z.url(),
  /** The YAML of what the installation shall hold. */
  bundle: z.string(),
  recordFile: z.string(),
  passwords: z.object({ reader: z.string(), owner: z.string() }),
  sandbox: z.object({
    graphUrl: z.url(),
    authorityUrl: z.url(),
    pageUrl: z.url(),
    tenantId: z.string(),
    sync: z.object({ clientId: z.string(), clientSecret: z.string() }),
  }),
});
type SetUpInput = z.output<typeof inputShape>;

/** Loads the demo source and applies the bundle. Each step looks first and does only what is missing. */
async function setUp(): Promise<void> {
  const input = inputShape.parse(JSON.parse(process.env.DEMO_SET_UP ?? "null"));
  const { loaded, countries, cities } = await loadGeo({
    url: input.sourceUrl,
    readerPassword: input.passwords.reader,
    ownerPassword: input.passwords.owner,
  });
  if (loaded) say(`loaded ${countries} countries and ${cities.toLocaleString("en")} cities into the demo source`);

  configureDatabase(requireSetting("DATABASE_URL"));
  const context: Context = { actor: { kind: "command-line", name: "demo" }, requestId: randomUUID() };
  const { bundle: text, recordFile } = input;
  try {
    const { signal } = new AbortController();
    const environment = environmentOf(input);
    await applyDemo({ context, text, environment, addresses: addressesOf(input), recordFile, say, signal });
  } finally {
    await closeQueue();
    await closeDatabase();
  }
}

/** The bundle's variables. */
function environmentOf({ sourceUrl, passwords, sandbox }: SetUpInput) {
  const source = new URL(sourceUrl);
  return {
    GEO_HOST: source.hostname,
    GEO_PORT: source.port,
    GEO_DATABASE: source.pathname.slice(1),
    GEO_USER: GEO_READER,
    GEO_PASSWORD: passwords.reader,
    TENANT_ID: sandbox.tenantId,
    CLIENT_ID: sandbox.sync.clientId,
    CLIENT_SECRET: sandbox.sync.clientSecret,
    AUTHORITY_URL: sandbox.authorityUrl,
    GRAPH_URL: sandbox.graphUrl,
  };
}

function addressesOf({ sourceUrl, sandbox }: SetUpInput): Addresses {
  const { hostname, port } = new URL(sourceUrl);
  const { authorityUrl, graphUrl, pageUrl } = sandbox;
  return { source: { host: hostname, port: Number(port) }, authority: authorityUrl, graph: graphUrl, pages: pageUrl };
}

/** A line of progress for whoever started this. */
function say(text: string): void {
  console.log(`- ${text}`);
}

setUp().catch((error: unknown) => {
  console.error(
    error instanceof AppError ? `${error.message} ${error.remedy}` : ((error as Error).stack ?? messageOf(error)),
  );
  process.exit(1);
});
