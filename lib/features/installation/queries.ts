import { type Context, isAllowed } from "@/lib/context";
import { db } from "@/lib/db/client";
import { installationPolicies } from "./policy";
import type { OpenMove } from "./types";

/** The move that waits for a decision; null where there is none, and for those who may not decide. */
export async function getOpenMove(context: Context): Promise<OpenMove | null> {
  if (!isAllowed(context.actor, installationPolicies.read)) return null;
  const installation = await db().installation.findUnique({ where: { id: 1 }, select: { movedAt: true } });
  if (!installation?.movedAt) return null;
  const pausedSyncs = await db().syncDefinition.count({ where: { pausedByMove: true } });
  return { movedAt: installation.movedAt, pausedSyncs };
}
