import { randomBytes } from "node:crypto";
import { z } from "zod";
import { masterKey, seal } from "@/lib/crypto/seal";
import { closeDatabase, configureDatabase, db } from "@/lib/db/client";
import { applyMigrations } from "@/lib/db/migrate";
import { passwordContext } from "@/lib/sync/open-source";
import type { Progress } from "@/sandbox/demo/progress.mjs";
import type { BenchServer } from "./bench-server";
import { catalogColumns, catalogTables, makeCatalogTables } from "./catalog-tables";
import { inFreshProcess, restingMiB } from "./fresh-process";
import type { Measurement } from "./measurement";
import { openStatementCounter, type StatementCounter } from "./statement-count";

interface IntrospectOptions {
  readonly server: BenchServer;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

const reader = { name: "bench_reader", password: randomBytes(12).toString("base64url") };
const source = "bench_catalog";
const metastore = "bench_metastore";

/** Introspects 1,000 tables twice, each time in a process that has done nothing else before. */
export async function measureIntrospect({ server, progress, signal }: IntrospectOptions): Promise<Measurement[]> {
  const [sourceUrl, metastoreUrl] = [await server.database(source), await server.database(metastore)];
  await makeCatalogTables(sourceUrl, reader);
  await applyMigrations({ url: metastoreUrl, signal });
  progress.line(`made ${amount(catalogTables)} tables with ${amount(catalogColumns)} columns`);
  const instanceId = await storeInstance(metastoreUrl, sourceUrl);
  const counter = await openStatementCounter(await server.database("bench_counter"));
  try {
    const run = () => introspectOnce({ instanceId, metastoreUrl, counter, signal });
    const first = await run();
    progress.line(`first introspection: ${said(first)}`);
    const again = await run();
    progress.line(`again, nothing changed: ${said(again)}`);
    return measurementsOf(first, again, await restingMiB(signal));
  } finally {
    await counter.close();
    await closeDatabase();
  }
}

async function storeInstance(metastoreUrl: string, sourceUrl: string): Promise<string> {
  process.env.SYNCBRIDGE_SECRET_KEY ??= randomBytes(32).toString("base64");
  configureDatabase(metastoreUrl);
  const address = new URL(sourceUrl);
  const application = await db().application.create({ data: { name: "Bench" } });
  const { id } = await db().databaseInstance.create({
    data: {
      database: {
        create: {
          applicationId: application.id,
          name: "Catalog",
          dbType: "POSTGRES",
          environment: "DEV",
          databaseName: source,
        },
      },
      instanceLabel: "main",
      host: address.hostname,
      port: Number(address.port),
      dbName: source,
      dbUser: reader.name,
      dbPassword: seal(masterKey(process.env.SYNCBRIDGE_SECRET_KEY), reader.password, passwordContext),
    },
  });
  return id;
}

const answerShape = z.object({ seconds: z.number(), peakMiB: z.number() });

async function introspectOnce(options: {
  readonly instanceId: string;
  readonly metastoreUrl: string;
  readonly counter: StatementCounter;
  readonly signal: AbortSignal;
}) {
  const { instanceId, metastoreUrl, counter, signal } = options;
  const { id } = await db().introspectionRun.create({ data: { databaseInstanceId: instanceId }, select: { id: true } });
  await counter.forget();
  const input = { metastoreUrl, introspectionRunId: id };
  const used = await inFreshProcess("bench-introspect-once", input, answerShape, signal);
  const [ofSource, ofMetastore] = [await counter.count(source), await counter.count(metastore)];
  const ended = await db().introspectionRun.findUniqueOrThrow({ where: { id } });
  const { tablesRead, columnsRead } = z
    .object({ tablesRead: z.number(), columnsRead: z.number() })
    .parse(ended.stats ?? null);
  if (ended.status !== "SUCCESS" || tablesRead !== catalogTables || columnsRead !== catalogColumns) {
    const found = `${tablesRead} tables with ${columnsRead} columns`;
    throw new Error(`The introspection ended as ${ended.status} with ${found}: ${ended.errorMessage ?? "no error"}`);
  }
  return { ...used, ofSource, ofMetastore };
}

type Used = Awaited<ReturnType<typeof introspectOnce>>;

const amount = (value: number) => value.toLocaleString("en");

const said = ({ seconds, peakMiB, ofSource, ofMetastore }: Used) =>
  [
    `${seconds.toFixed(2)} s, ${peakMiB.toFixed(0)} MiB, statements ${ofSource.questions} (all: ${ofSource.all}) to the source`,
    `and ${ofMetastore.questions} (all: ${ofMetastore.all}) to the metastore; slowest:`,
    [...ofSource.slowest.slice(0, 3), ...ofMetastore.slowest].map((line) => `\n            ${line}`).join(""),
  ].join(" ");

function measurementsOf(first: Used, again: Used, resting: number): Measurement[] {
  const what = `introspection of ${amount(catalogTables)} tables, ${amount(catalogColumns)} columns`;
  const lines: Measurement[] = [];
  const atMost = (limit: number, name: string, [a, b]: readonly [number, number]) =>
    lines.push({
      what: `${what}: ${name}, first and again`,
      found: `${a} and ${b}`,
      wanted: `at most ${limit}`,
      isMet: a <= limit && b <= limit,
    });
  const under = (limit: number, name: string, value: number, unit: string, digits: number) =>
    lines.push({
      what: `${what}: ${name}`,
      found: `${value.toFixed(digits)} ${unit}`,
      wanted: `under ${limit} ${unit}`,
      isMet: value < limit,
    });
  atMost(15, "catalog statements", [first.ofSource.questions, again.ofSource.questions]);
  atMost(300, "statements to the metastore", [first.ofMetastore.all, again.ofMetastore.all]);
  under(8, "first time", first.seconds, "s", 1);
  under(4, "again, nothing changed", again.seconds, "s", 1);
  const peak = Math.max(first.peakMiB, again.peakMiB);
  lines.push({
    what: `${what}: most memory resident above a Node that does nothing`,
    found: `${(peak - resting).toFixed(0)} MiB (${peak.toFixed(0)} less ${resting.toFixed(0)})`,
    wanted: "under 150 MiB",
    isMet: peak - resting < 150,
  });
  return lines;
}
