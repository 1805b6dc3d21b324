import type { Decided } from "./decide";
import { alikeLimit, type Halt, judge, type Vanished } from "./guard";
import type { ListPort, OwnedItem, RunStore } from "./ports";
import type { Definition } from "./types";

/** A plan that writes less than this costs less than looking for vanished items would, and can do little harm. */
const leastWritesToLook = 20;

/** Items looked at first, and again where the first look is suspicious; a unit each (Graph contract 14). */
const firstLook = 40;
const secondLook = 400;

/**
 * Judges the whole plan of a run before its first write (decision 10). What vanished from the list is estimated from a sample, since Graph
 * tells no number of items: 40 of ours at first, 400 where more of them are gone than the limit allows. Null lets the plan pass.
 */
export async function examinePlan(
  definition: Definition,
  { counts, size, snapshot }: Decided,
  ports: { readonly list: ListPort; readonly store: RunStore },
  signal: AbortSignal,
): Promise<Halt | null> {
  const { guards } = definition;
  const { owned, isFirstLoad } = size;
  const limit = alikeLimit(guards, owned);
  const alike = limit === null || counts.plannedUpdates <= limit ? [] : await ports.store.alike(limit);
  const writes = counts.plannedCreates + counts.plannedUpdates + counts.plannedDeletes + counts.plannedMarks;
  const isWorthLooking = owned >= guards.mostVanished.fromItems && writes >= leastWritesToLook;
  const vanished = isWorthLooking ? await lookForVanished(guards.mostVanished.share, ports, signal) : null;
  const { isComplete } = snapshot;
  const halt = judge(guards, { counts, owned, isFirstLoad, isComplete, alike, vanished });
  return halt && withSamples(halt, ports.store);
}

async function lookForVanished(
  share: number,
  { list, store }: { readonly list: ListPort; readonly store: RunStore },
  signal: AbortSignal,
): Promise<Vanished> {
  const look = async (size: number): Promise<Vanished> => {
    const sample: readonly OwnedItem[] = await store.sampleOwned(size);
    const unread = new Set<number>();
    const items = await list.readItems(
      sample.map(({ itemId }) => itemId),
      signal,
      unread,
    );
    const gone = sample.filter(({ itemId }) => !items.has(itemId) && !unread.has(itemId));
    return { looked: sample.length, gone: gone.length, samples: gone.slice(0, samples).map((item) => item.identity) };
  };
  const first = await look(firstLook);
  return first.gone > share * first.looked && first.looked === firstLook ? look(secondLook) : first;
}

/** Rows named in a halt. */
const samples = 5;

/** Rows for people to look at, of the kinds that a limit is about. */
async function withSamples(halt: Halt, store: RunStore): Promise<Halt> {
  const findings = halt.findings.map(async (finding) => {
    if (finding.samples.length > 0) return finding;
    const kinds = finding.guard === "mostUpdates" || finding.guard === "mostAlike" ? ["UPDATE"] : ["DELETE", "MARK"];
    return { ...finding, samples: await store.planned(kinds as ("UPDATE" | "DELETE" | "MARK")[], samples) };
  });
  return { ...halt, findings: await Promise.all(findings) };
}
