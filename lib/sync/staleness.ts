import type { Freshness } from "@/lib/connectors/connector";

/** A state of the rows: how fresh it is, and which instance showed it. */
export interface RowState {
  /** Null where the store has no token. */
  readonly token: string | null;
  readonly instanceId: string | null;
}

/**
 * How a reading stands to what the list holds (sync-semantics 6). `fresh` may write; the others neither delete nor overwrite. Without tokens an
 * instance is comparable only with itself.
 */
export function stalenessOf(
  reading: RowState,
  held: RowState,
  compare: (token: string, other: string) => Freshness,
): "fresh" | "older" | "incomparable" {
  // No run has begun to write yet, or a person said that what is read next counts.
  if (held.token === null && held.instanceId === null) return "fresh";
  if (held.token === null || reading.token === null)
    return reading.instanceId === held.instanceId ? "fresh" : "incomparable";
  const freshness = compare(reading.token, held.token);
  return freshness === "older" || freshness === "incomparable" ? freshness : "fresh";
}
