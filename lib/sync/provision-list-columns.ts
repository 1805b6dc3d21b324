import { SyncError } from "@/lib/errors/app-error";
import type { GraphClient } from "@/lib/graph/client";
import { type ColumnDraft, createColumn, type GraphColumn, listColumns, patchColumn } from "@/lib/graph/columns";
import type { ListPlan } from "./plan-list";
import { type ColumnMatch, matchColumns } from "./provision-list-match";

/** A column that the list would not take, or not as planned. */
export interface ColumnRemark {
  readonly sourceColumn: string;
  readonly reason: string;
}

export interface MadeColumns {
  /** Which list column (internal name) stands for which source column. */
  readonly made: readonly { readonly sourceColumn: string; readonly columnName: string; readonly isUnique: boolean }[];
  readonly refused: readonly ColumnRemark[];
  /** Made, or found, with less than was planned. */
  readonly weaker: readonly ColumnRemark[];
}

interface ListArgs {
  readonly siteId: string;
  readonly listId: string;
}

/** Whether Graph refused this very column, not the call. */
export function isRefusal(error: unknown): error is SyncError {
  return error instanceof SyncError && error.code === "graph-refused";
}

interface Taken {
  readonly column: GraphColumn;
  /** What it holds less of than was planned; null for nothing. */
  readonly remark: string | null;
}

/** The draft without uniqueness, then without its index: some lists refuse the one or the other (Graph contract 5.2, 5.4). */
function weakened(draft: ColumnDraft): readonly { readonly draft: ColumnDraft; readonly loss: string }[] {
  const { enforceUniqueValues, ...indexed } = draft;
  const { indexed: isIndexed, ...plain } = indexed;
  return [
    ...(enforceUniqueValues ? [{ draft: indexed, loss: "Not unique" }] : []),
    ...(isIndexed ? [{ draft: plain, loss: "Not indexed" }] : []),
  ];
}

async function orRefusal(work: Promise<GraphColumn>): Promise<GraphColumn | SyncError> {
  try {
    return await work;
  } catch (error) {
    if (isRefusal(error)) return error;
    throw error;
  }
}

async function makeColumn(
  client: GraphClient,
  args: ListArgs,
  draft: ColumnDraft,
  signal: AbortSignal,
): Promise<Taken> {
  const first = await orRefusal(createColumn(client, { ...args, column: draft }, signal));
  if (!(first instanceof SyncError)) return { column: first, remark: null };
  for (const weaker of weakened(draft)) {
    const column = await orRefusal(createColumn(client, { ...args, column: weaker.draft }, signal));
    if (!(column instanceof SyncError)) return { column, remark: `${weaker.loss}: ${first.message}` };
  }
  throw first;
}

/** A name that is taken although it was not seen: the column was made by a call whose answer was lost, and that was sent again. */
async function foundAgain(
  client: GraphClient,
  args: ListArgs,
  match: ColumnMatch,
  signal: AbortSignal,
): Promise<GraphColumn | null> {
  const present = await listColumns(client, { ...args, includeHidden: true }, signal);
  const [again] = matchColumns([match], present);
  return again?.existing ?? null;
}

async function take(client: GraphClient, args: ListArgs, match: ColumnMatch, signal: AbortSignal): Promise<Taken> {
  if (match.existing) {
    return { column: match.existing, remark: match.limits.length > 0 ? match.limits.join(" ") : null };
  }
  try {
    return await makeColumn(client, args, match.draft, signal);
  } catch (error) {
    if (!(error instanceof SyncError) || error.code !== "graph-name-taken") throw error;
    const column = await foundAgain(client, args, match, signal);
    if (column) return { column, remark: null };
    throw new SyncError("graph-refused", { trait: "permanent", message: error.message, cause: error });
  }
}

/** A column of ours that was cut off before it got its title still bears its internal name. */
async function titled(
  client: GraphClient,
  args: ListArgs,
  { draft, existing }: ColumnMatch,
  signal: AbortSignal,
): Promise<void> {
  const { displayName } = draft;
  if (!existing || displayName === undefined) return;
  if (existing.displayName === displayName || existing.displayName !== existing.name) return;
  await patchColumn(client, { ...args, columnId: existing.id, change: { displayName } }, signal);
}

/**
 * Makes the planned columns that the list has not, one at a time: a column that is refused inside the list's own creation would refuse the
 * whole list (Graph contract 4.3). Columns that are there stay as they are. Throws what concerns more than one column.
 */
export async function makeColumns(
  client: GraphClient,
  args: ListArgs & {
    readonly plan: ListPlan;
    readonly isOwn: boolean;
    /** Throws where another provisioning may have begun meanwhile. */
    readonly requireAlone: () => void;
  },
  signal: AbortSignal,
): Promise<MadeColumns> {
  const { plan, isOwn, requireAlone, ...list } = args;
  const present = await listColumns(client, { ...list, includeHidden: true }, signal);
  const made: { sourceColumn: string; columnName: string; isUnique: boolean }[] = [];
  const refused: ColumnRemark[] = [];
  const weaker: ColumnRemark[] = [];
  for (const match of matchColumns(plan.columns, present)) {
    const { sourceColumn, clash } = match;
    if (clash !== null) {
      refused.push({ sourceColumn, reason: clash });
      continue;
    }
    requireAlone();
    try {
      const { column, remark } = await take(client, list, match, signal);
      if (isOwn) await titled(client, list, match, signal);
      made.push({ sourceColumn, columnName: column.name, isUnique: column.enforceUniqueValues === true });
      if (remark !== null) weaker.push({ sourceColumn, reason: remark });
    } catch (error) {
      if (!isRefusal(error)) throw error;
      refused.push({ sourceColumn, reason: error.message });
    }
  }
  return { made, refused, weaker };
}
