import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Context } from "@/lib/context";
import { closeDatabase, configureDatabase } from "@/lib/db/client";
import { requireSetting } from "@/lib/env";
import { AppError, messageOf } from "@/lib/errors/app-error";
import { closeQueue } from "@/lib/jobs/queue";
import { GEO_READER } from "@/sandbox/sources/geo-schema";
import { loadGeo } from "@/sandbox/sources/load-geo";
import { ensureConnection } from "./ensure-connection";
import { ensureDefinition } from "./ensure-definition";
import { ensureSource } from "./ensure-source";

/** What the demo hands over in DEMO_SET_UP. */
const inputShape = z.object({
  sourceUrl: z.url(),
  /** Name of the sync and its list, and the table in schema `geo` that goes into it. */
  definitions: z.array(z.object({ name: z.string(), table: z.string() })),
  passwords: z.object({ reader: z.string(), owner: z.string() }),
  sandbox: z.object({
    graphUrl: z.url(),
    authorityUrl: z.url(),
    tenantId: z.string(),
    hostname: z.string(),
    sync: z.object({ clientId: z.string(), clientSecret: z.string() }),
  }),
});

/** Loads the demo source and fills the catalog with the product's own functions. Each step looks first and does only what is missing. */
async function setUp(): Promise<void> {
  const input = inputShape.parse(JSON.parse(process.env.DEMO_SET_UP ?? "null"));
  const { loaded, countries, cities } = await loadGeo({
    url: input.sourceUrl,
    readerPassword: input.passwords.reader,
    ownerPassword: input.passwords.owner,
  });
  if (loaded) say(`loaded ${countries} countries and ${cities.toLocaleString("en")} cities into the demo source`);

  configureDatabase(requireSetting("DATABASE_URL"));
  try {
    const context: Context = { actor: { kind: "command-line", name: "demo" }, requestId: randomUUID() };
    const source = new URL(input.sourceUrl);
    const databaseId = await ensureSource(context, say, {
      host: source.hostname,
      port: Number(source.port),
      database: source.pathname.slice(1),
      user: GEO_READER,
      password: input.passwords.reader,
    });
    const siteId = await ensureConnection(context, say, input.sandbox);
    for (const { name, table } of input.definitions) {
      const made = await ensureDefinition(context, { name, databaseId, table, siteId });
      if (made) say(`made the list and the sync "${name}"`);
    }
  } finally {
    await closeQueue();
    await closeDatabase();
  }
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
