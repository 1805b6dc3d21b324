// Reads all items of a list by delta, alone in its process, and tells how many and how its memory grew after the first tenth.
import { z } from "zod";
import { createGraphClient } from "@/lib/graph/client";
import { itemChanges } from "@/lib/graph/delta";
import { listInput } from "./list-input";
import { peakMiBOf, residentMiBOf } from "./process-use";

const input = listInput
  .extend({ columns: z.array(z.string()), items: z.number() })
  .parse(JSON.parse(process.env.BENCH_INPUT ?? "null"));

const client = createGraphClient(input);
const begin = performance.now();
let items = 0;
let hasEnded = false;
let warmMiB = 0;
for await (const step of itemChanges(client, { ...input, start: { from: "everything" }, top: 1_000 })) {
  if (step.kind === "changes") items += step.changes.length;
  else hasEnded = step.kind === "end";
  // By then everything is loaded and the heap has its working size.
  if (warmMiB === 0 && items >= input.items / 10) warmMiB = residentMiBOf(process.pid);
}
if (!hasEnded) throw new Error("The delta did not come to its end.");
const seconds = (performance.now() - begin) / 1_000;
console.log(JSON.stringify({ items, seconds, grownMiB: peakMiBOf(process.pid) - warmMiB }));
