import { type Context, requireAllowed } from "@/lib/context";
import { db } from "@/lib/db/client";
import { installationPolicies } from "./policy";
import type { OpenMove } from "./types";

/** The move that waits for a decision; null where there is none. */
export async function getOpenMove(context: Context): Promise<OpenMove | null> {
  requireAllowed(context, installationPolicies.read);
  const installation = await db().installation.findUnique({ where: { id: 1 }, select: { movedAt: true } });
  if (!installation?.movedAt) return null;
  const pausedSyncs = await db().syncDefinition.count({ where: { pausedByMove: true } });
  return { movedAt: installation.movedAt, pausedSyncs };
}
