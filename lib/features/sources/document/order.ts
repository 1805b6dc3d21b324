import type { SourcePlace } from "../types";

/** Those that are read come first, in the order in which they are tried: primary before secondary, then the lower priority number. */
export function inTurn<T extends SourcePlace>(sources: readonly T[]): readonly T[] {
  return sources.toSorted((a, b) => {
    if (a.isEnabled !== b.isEnabled) return a.isEnabled ? -1 : 1;
    if (a.role !== b.role) return a.role === "PRIMARY" ? -1 : 1;
    return a.priority - b.priority;
  });
}

const placeOf = ({ instanceId, role, priority, isEnabled }: SourcePlace): SourcePlace => ({
  instanceId,
  role,
  priority,
  isEnabled,
});

/** What of the places counts for a run, in an order that tells two choices apart: the instances that are read. */
export function placesRead(sources: readonly SourcePlace[]): readonly SourcePlace[] {
  return sources
    .filter(({ isEnabled }) => isEnabled)
    .map(placeOf)
    .toSorted((a, b) => (a.instanceId < b.instanceId ? -1 : 1));
}

/** The places after one that is read was moved by so many turns, if any: the first is the primary then, the others follow it. */
export function moved(sources: readonly SourcePlace[], instanceId: string, by: -1 | 0 | 1): SourcePlace[] {
  const turns = inTurn(sources).map(placeOf);
  const from = turns.findIndex((each) => each.instanceId === instanceId);
  const order = turns.toSpliced(from, 1).toSpliced(from + by, 0, ...turns.slice(from, from + 1));
  return order.map((place, at) =>
    place.isEnabled ? { ...place, role: at === 0 ? "PRIMARY" : "SECONDARY", priority: at } : place,
  );
}

/** The places with one more, or one less, that is read. What is read anew comes last, unless nothing else is. */
export function switched(sources: readonly SourcePlace[], instanceId: string): SourcePlace[] {
  const read = sources.filter(({ isEnabled }) => isEnabled);
  return sources.map((source) => {
    const place = placeOf(source);
    if (place.instanceId !== instanceId) {
      // Numbered anew, since a bundle may have used up the numbers.
      const turn = inTurn(read).indexOf(source);
      return turn < 0 ? place : { ...place, priority: turn };
    }
    if (place.isEnabled) return { ...place, isEnabled: false };
    return { ...place, isEnabled: true, role: read.length === 0 ? "PRIMARY" : "SECONDARY", priority: read.length };
  });
}
