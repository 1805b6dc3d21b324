import type { ActionResult, Reason } from "@/lib/errors/action-result";
import { noAnswer } from "./no-answer";

/** One of many that was refused, and why. */
export interface Refused<Row> {
  readonly row: Row;
  readonly reason: Reason;
}

/**
 * Asks the same of many, one after the other, since each stands for itself: a refusal keeps no other back. Tells after each how many were asked,
 * and resolves with those that were refused, in their order.
 */
export async function askEach<Row>(
  rows: readonly Row[],
  ask: (row: Row) => Promise<ActionResult<unknown>>,
  onAsked: (count: number) => void,
): Promise<readonly Refused<Row>[]> {
  const refused: Refused<Row>[] = [];
  for (const [index, row] of rows.entries()) {
    const result = await ask(row).catch((): ActionResult<unknown> => ({ ok: false, reason: noAnswer }));
    if (!result.ok) refused.push({ row, reason: result.reason });
    onAsked(index + 1);
  }
  return refused;
}
