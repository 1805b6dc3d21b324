import { requestDueIntrospections } from "@/lib/sync/due-introspections";
import { endAllSilentIntrospections } from "@/lib/sync/introspection-runs";

/**
 * Ends introspections whose worker died, then asks for those whose time has come. Every worker sweeps; each database is taken by one of them.
 *
 * @returns how many were ended and asked for
 */
export async function sweepIntrospections(): Promise<{ readonly ended: number; readonly requested: number }> {
  const ended = await endAllSilentIntrospections();
  return { ended: ended.length, requested: await requestDueIntrospections() };
}
