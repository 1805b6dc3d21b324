import { isRefusal } from "./errors";
import type { Cells, Session, Values } from "./session";

/** A fact that is asked for is answered soon or not at all. */
const patienceMs = 10_000;

/**
 * The rows of a statement about something that a login may not see or a server may not have. A refusal is null, for nothing that is read
 * depends on it; a connection that broke and a signal that fired are thrown.
 */
export async function optionalRows(
  session: Session,
  text: string,
  values?: Values,
  timeoutMs = patienceMs,
): Promise<readonly Cells[] | null> {
  try {
    return await session.query(text, values, timeoutMs);
  } catch (error) {
    if (isRefusal(error)) return null;
    throw error;
  }
}

/** The first cell of such a statement. */
export async function optionalCell(session: Session, text: string, values?: Values): Promise<string | null> {
  return (await optionalRows(session, text, values))?.[0]?.[0] ?? null;
}
