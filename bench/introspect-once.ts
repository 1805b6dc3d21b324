// Works one introspection run as a worker would, alone in its process, and tells time and memory.
import { z } from "zod";
import { closeDatabase, configureDatabase } from "@/lib/db/client";
import { introspectDatabase } from "@/lib/sync/introspect-database";
import { peakMiBOf } from "./process-use";

const { metastoreUrl, introspectionRunId } = z
  .object({ metastoreUrl: z.string(), introspectionRunId: z.string() })
  .parse(JSON.parse(process.env.BENCH_INPUT ?? "null"));

configureDatabase(metastoreUrl);
const begin = performance.now();
await introspectDatabase({ introspectionRunId, signal: new AbortController().signal });
const seconds = (performance.now() - begin) / 1_000;
await closeDatabase();
console.log(JSON.stringify({ seconds, peakMiB: peakMiBOf(process.pid) }));
