import { messageOf, SyncError } from "@/lib/errors/app-error";
import type { GraphClient } from "@/lib/graph/client";
import { statusOf } from "@/lib/graph/errors";
import { getList } from "@/lib/graph/lists";
import { graphPath } from "@/lib/graph/path";
import { backoffMs, sleep } from "@/lib/graph/wait";

interface Removal {
  readonly client: GraphClient;
  readonly siteId: string;
  /** Nobody else has a list of this name: it ends in a random number. */
  readonly title: string;
  /** Ids that are known; a list whose making had no answer is found by its title. */
  readonly ids: readonly string[];
  readonly say: (line: string) => void;
}

/** One list of that name is made; where a tenant allows a second, the question about it makes one more. */
const mostLists = 3;
/** In all; Graph may ask to wait for some minutes. */
const patienceMs = 10 * 60_000;
const triesWhenTransient = 5;

/** Repeats what may pass: the list must not stay because of a moment's trouble. */
async function persistently<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof SyncError) || error.trait !== "transient" || tries === triesWhenTransient) throw error;
      await sleep(error.retryAfterMs ?? backoffMs(tries), signal);
    }
  }
}

/**
 * Removes the lists of a probe: those by id, then whatever else has the title. Not stopped by whoever stopped the probe. Gives a sentence
 * for each list that remains, which `say` hears too.
 */
export async function removeProbeLists({ client, siteId, title, ids, say }: Removal): Promise<readonly string[]> {
  const signal = AbortSignal.timeout(patienceMs);
  const remains: string[] = [];
  say("Removing the list.");
  const remove = async (id: string) => {
    try {
      const path = graphPath`/sites/${siteId}/lists/${id}`;
      await persistently(() => client.send({ method: "DELETE", path }, signal), signal);
    } catch (error) {
      if (statusOf(error) !== 404) throw error;
    }
  };
  const place = graphPath`/sites/${siteId}/lists/`;
  for (const id of ids) {
    try {
      await remove(id);
    } catch (error) {
      remains.push(
        `The list "${title}" could not be removed (${messageOf(error)}). It is ${client.baseUrl}${place}${id}`,
      );
    }
  }
  if (remains.length === 0) remains.push(...(await removeByTitle()));
  for (const line of remains) say(line);
  return remains;

  async function removeByTitle(): Promise<readonly string[]> {
    try {
      for (let round = 0; round < mostLists; round++) {
        const list = await persistently(() => getList(client, { siteId, listId: title }, signal), signal);
        if (list.displayName !== title) return [];
        await remove(list.id);
      }
      return [`More lists are named "${title}" in the site than were made.`];
    } catch (error) {
      if (statusOf(error) === 404) return [];
      return [`It could not be made sure that no list is named "${title}" in the site: ${messageOf(error)}.`];
    }
  }
}
