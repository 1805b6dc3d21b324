import { type Db, db } from "@/lib/db/client";
import { loadDefinition, type StoredDefinition } from "./load-definition";

/** Definitions whose items a definition's lookups take. */
function parentsOf({ lookups }: Pick<StoredDefinition, "lookups">): readonly string[] {
  return [...lookups.values()].flatMap(({ source }) => source?.definitionId ?? []);
}

/** Whether a definition looks up, over any number of steps, the items of another. */
async function looksUp(from: string, wanted: string, client: Db): Promise<boolean> {
  const seen = new Set([from]);
  const open = [from];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const parent of parentsOf(await loadDefinition(id, client))) {
      if (parent === wanted) return true;
      if (!seen.has(parent)) open.push(parent);
      seen.add(parent);
    }
  }
  return false;
}

/**
 * What is to be said of lookups that lead back to where they start, by `field_mappings.id`: their rows never all find their parents in one run.
 * Lookups without a loop are absent.
 */
export async function lookupLoops(
  stored: Pick<StoredDefinition, "id" | "lookups">,
  client: Db = db(),
): Promise<ReadonlyMap<string, string>> {
  const loops = new Map<string, string>();
  for (const [mappingId, { source }] of stored.lookups) {
    if (!source) continue;
    if (source.definitionId === stored.id) {
      loops.set(
        mappingId,
        "Looks up its own list: a tree arrives level by level, one with each run, and rows in a circle never do.",
      );
    } else if (await looksUp(source.definitionId, stored.id, client)) {
      loops.set(
        mappingId,
        `“${source.definitionName}” looks this list up in turn: rows whose parent comes later follow with the next run.`,
      );
    }
  }
  return loops;
}
