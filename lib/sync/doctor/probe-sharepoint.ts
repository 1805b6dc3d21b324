import { randomBytes } from "node:crypto";
import { messageOf, SyncError } from "@/lib/errors/app-error";
import type { GraphClient } from "@/lib/graph/client";
import { statusOf } from "@/lib/graph/errors";
import { createList, type GraphList } from "@/lib/graph/lists";
import { type GraphSite, resolveSite } from "@/lib/graph/sites";
import { rolesOf } from "@/lib/graph/token-claims";
import { rolesFinding } from "@/lib/graph/verify";
import { columnQuestions } from "./probe-sharepoint-columns";
import { itemQuestions } from "./probe-sharepoint-items";
import { removeProbeLists } from "./probe-sharepoint-removal";
import { type ProbeQuestion, ProbeTrial, type Told } from "./probe-sharepoint-trial";
import { valueQuestions } from "./probe-sharepoint-values";

const questions: readonly ProbeQuestion[] = [...columnQuestions, ...itemQuestions, ...valueQuestions];

interface ProbeOptions {
  readonly client: GraphClient;
  readonly site: GraphSite;
  /** Hears of each step before it is taken. */
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

export interface ProbeResult {
  readonly told: readonly Told[];
  /** What went wrong; the switches that it concerns are undecided in `told`. */
  readonly failures: readonly string[];
}

/**
 * The site that is to be probed, when the application may make lists there as far as its token says. Throws SyncError `graph-permission` naming the
 * permission that is missing, and what {@link resolveSite} throws. Changes nothing.
 */
export async function findProbeSite(client: GraphClient, address: string, signal: AbortSignal): Promise<GraphSite> {
  const { level, title, remedy } = rolesFinding(await rolesOf(client));
  if (level === "error" || level === "warning") {
    throw new SyncError("graph-permission", { trait: "halt", message: title, ...(remedy && { remedy }) });
  }
  return resolveSite(client, address, signal);
}

/**
 * Makes a list in the site, asks it what Graph contract table (d) leaves open, and removes it, whatever happened. About 60 calls and 250 items; nothing
 * outside this list is read or written. Rejects with the signal's reason when aborted, and with SyncError where no list could be made; the list is gone by
 * then, or `say` has told its address.
 */
export async function probeSharePoint({ client, site, say, signal }: ProbeOptions): Promise<ProbeResult> {
  signal.throwIfAborted();
  const title = `SyncBridge probe ${new Date().toISOString().slice(0, 10)} ${randomBytes(4).toString("hex")}`;
  const failures: string[] = [];
  const told: Told[] = [];
  const removal = { client, siteId: site.id, title, say };
  say(`Making the list "${title}" in ${site.webUrl}.`);
  const list = await makeList(client, removal);
  try {
    if (list.webUrl !== null) say(`It stands at ${list.webUrl}.`);
    await askAll({ client, site, list, title, say, signal, told, failures });
  } finally {
    failures.push(...(await removeProbeLists({ ...removal, ids: [list.id] })));
  }
  return { told, failures };
}

const purpose = "Made by SyncBridge to learn what this tenant does. It removes it by itself.";

/** Not to be interrupted: the answer holds the id by which the list is removed. Where it is lost, the list is looked for by its title. */
async function makeList(
  client: GraphClient,
  removal: Omit<Parameters<typeof removeProbeLists>[0], "ids">,
): Promise<GraphList> {
  try {
    return await createList(client, { siteId: removal.siteId, displayName: removal.title, description: purpose });
  } catch (error) {
    const status = statusOf(error);
    const isRefused = status !== null && status >= 400 && status < 500;
    if (!isRefused) await removeProbeLists({ ...removal, ids: [] });
    throw error;
  }
}

interface Asking extends ProbeOptions {
  readonly list: GraphList;
  readonly title: string;
  readonly told: Told[];
  readonly failures: string[];
}

async function askAll({ client, site, list, title, say, signal, told, failures }: Asking): Promise<void> {
  const trial = new ProbeTrial(client, site.id, list.id, title, signal);
  let reason: string | null = null;
  const guarded = async (what: string, work: () => Promise<void>) => {
    try {
      await work();
      return null;
    } catch (error) {
      signal.throwIfAborted();
      failures.push(`${what}: ${messageOf(error)}`);
      // What stops one question for good stops the others too.
      if (error instanceof SyncError && error.trait === "halt") reason = messageOf(error);
      return messageOf(error);
    }
  };
  say("Making its columns and an item.");
  const prepared = await guarded("columns and an item", async () => {
    await trial.makeColumns();
    await trial.makeItem();
  });
  reason ??= prepared;
  for (const question of questions) {
    const open = (undecided: string) =>
      told.push(...question.switches.map((name) => ({ name, answered: "–", verdict: { undecided } })));
    if (reason !== null) {
      open(`not asked: ${reason}`);
      continue;
    }
    say(`Asking about ${question.what}.`);
    const failure = await guarded(question.what, async () => {
      told.push(...(await question.ask(trial)));
    });
    if (failure !== null) open(`no answer: ${failure}`);
  }
}
