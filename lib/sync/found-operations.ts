import { Prisma } from "@/lib/db/generated/client";
import { byNumber, byText, type Ordering, orderedBy } from "@/lib/db/ordering";

/** Which operations of a run are looked for. */
export interface OperationsWanted {
  readonly runId: string;
  readonly kind?: string | undefined;
  readonly state?: string | undefined;
  /** Why a row left. */
  readonly cause?: string | undefined;
  /** What became of it: an end, or the code of an error. */
  readonly outcome?: string | undefined;
  /** Beginning of an identity or of a key value, or an item's number. */
  readonly search?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** By code points, as the index has them, whatever the metastore's own order is. */
const identity = Prisma.sql`source_identity COLLATE "C"`;
const beginsWith = (text: string) => Prisma.sql`${identity} >= ${text} AND ${identity} < ${`${text}\u{10FFFF}`}`;

/** A search is answered in the order of identities, all else in the order of the run. */
export const operationOrder = ({ search }: Pick<OperationsWanted, "search">): Ordering =>
  search ? orderedBy([byText(identity), byNumber(Prisma.sql`seq`)]) : orderedBy([byNumber(Prisma.sql`seq`)]);

/**
 * The ids (`found_id`) of operations that a filter lets through, at most one more than a page. A search may mean an identity, a key's value or an
 * item: each is a look into an index of its own, since one condition with OR would walk over the whole run. `keyName` is the first key column's.
 */
export function foundOperations(wanted: OperationsWanted, keyName: string | undefined): Prisma.Sql {
  const { runId, kind, state, cause, outcome, search, cursor, limit } = wanted;
  const order = operationOrder(wanted);
  const where = [Prisma.sql`sync_run_id = ${runId}::uuid`];
  if (kind) where.push(Prisma.sql`kind = ${kind}::"OperationKind"`);
  if (state) where.push(Prisma.sql`state = ${state}::"OperationState"`);
  if (cause) where.push(Prisma.sql`cause = ${cause}`);
  if (outcome) where.push(Prisma.sql`outcome_code = ${outcome}`);
  if (cursor) where.push(order.after(cursor));
  const meanings = search ? [beginsWith(search)] : [Prisma.sql`true`];
  if (search && keyName) meanings.push(beginsWith(`${keyName}=${search}`));
  if (search && /^\d{1,9}$/.test(search)) meanings.push(Prisma.sql`sp_item_id = ${Number(search)}`);
  const branches = meanings.map(
    (
      meaning,
    ) => Prisma.sql`(SELECT id AS found_id FROM sync_operations WHERE ${Prisma.join(where, " AND ")} AND ${meaning}
      ORDER BY ${order.by} LIMIT ${limit + 1})`,
  );
  return Prisma.join(branches, " UNION ");
}
