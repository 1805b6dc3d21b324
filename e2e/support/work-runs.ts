import { setTimeout as sleep } from "node:timers/promises";
import { db } from "@/lib/db/client";
import { startRun } from "@/lib/features/runs/mutations";
import { continueRun, type SliceResult } from "@/lib/sync/run-sync";
import { commandLine } from "./sync-stack";

const never = new AbortController().signal;

/** One slice of the definition's open run, in this process. */
export const workSlice = (definitionId: string, signal = never): Promise<SliceResult> =>
  continueRun({ definitionId, holder: "test", signal });

/** Asks for a run and works as a worker does, until it is over; answers how it stands then. */
export async function runToEnd(definitionId: string) {
  const { runId } = await startRun(commandLine, { definitionId });
  for (let next = await workSlice(definitionId); next.state === "again"; next = await workSlice(definitionId))
    await sleep(next.startAfterMs);
  return db().syncRun.findUniqueOrThrow({ where: { id: runId } });
}
