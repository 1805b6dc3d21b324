import { isDeepStrictEqual } from "node:util";
import type { Guards } from "@/lib/engine/types";
import type { GuardLimits } from "./schema";

/** 0.05 as 5, without the dust of binary fractions (0.07 · 100). */
const toPercent = (share: number) => Number((share * 100).toFixed(6));
const toShare = (percent: number) => Number((percent / 100).toFixed(8));

/** Limits as people speak of them. */
export function limitsOf(guards: Guards): GuardLimits {
  const { emptySource, mostDeletes, mostUpdates, mostAlike, mostVanished } = guards;
  return {
    emptySource,
    mostDeletes: { rows: mostDeletes.rows, percent: toPercent(mostDeletes.share) },
    mostUpdates: { percent: toPercent(mostUpdates.share) },
    mostAlike: { percent: toPercent(mostAlike.share), fromRows: mostAlike.fromRows },
    mostVanished: { percent: toPercent(mostVanished.share), fromItems: mostVanished.fromItems },
  };
}

function guardsOf(limits: GuardLimits): Guards {
  const { emptySource, mostDeletes, mostUpdates, mostAlike, mostVanished } = limits;
  return {
    emptySource,
    mostDeletes: { rows: mostDeletes.rows, share: toShare(mostDeletes.percent) },
    mostUpdates: { share: toShare(mostUpdates.percent) },
    mostAlike: { share: toShare(mostAlike.percent), fromRows: mostAlike.fromRows },
    mostVanished: { share: toShare(mostVanished.percent), fromItems: mostVanished.fromItems },
  };
}

/** What of limits is stored, of a definition or of the installation: only what differs, so that what has no limit of its own follows the default. */
export function ownGuardsOf(limits: GuardLimits, defaults: Guards): Partial<Guards> {
  return Object.fromEntries(
    Object.entries(guardsOf(limits)).filter(
      ([name, guard]) => !isDeepStrictEqual(guard, defaults[name as keyof Guards]),
    ),
  );
}
