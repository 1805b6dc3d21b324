import { db } from "@/lib/db/client";
import { Prisma, LedgerState as StoredState } from "@/lib/db/generated/client";
import { byEnum, byId, byMoment, byText, type Ordering, orderedBy } from "@/lib/db/ordering";
import type { LedgerState } from "@/lib/engine/types";
import { AppError } from "@/lib/errors/app-error";

/** Which entries of a ledger are looked for. */
export interface EntryFilter {
  readonly definitionId: string;
  /** Beginning of an identity or of a key value, or an item's number. */
  readonly search?: string | undefined;
  /** `HELD`: entries with a field that waits for a decision. */
  readonly state?: LedgerState | "HELD" | undefined;
  /** By identity where left out, and always where something is searched for: only that order is the index's within a search. */
  readonly sort?: keyof typeof orders | undefined;
  readonly direction?: "asc" | "desc" | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

// With the table's name: where a statement answers a column under its own name, ORDER BY would mean the answer.
const byIdentity = [byText(Prisma.sql`sync_ledger.source_identity`), byId(Prisma.sql`sync_ledger.id`)] as const;
const orders = {
  identity: byIdentity,
  // Entries that were never written stand before all others.
  written: [byMoment(Prisma.sql`coalesce(sync_ledger.last_sync_ts, '-infinity')`), byId(Prisma.sql`sync_ledger.id`)],
  state: [byEnum(Prisma.sql`sync_ledger.state`, Prisma.sql`"LedgerState"`, Object.values(StoredState)), ...byIdentity],
} as const;

/** The order in which a filter's entries stand; the columns are those of the ledger. */
export function orderOf({ search, sort = "identity", direction }: EntryFilter): Ordering {
  return orderedBy(orders[search ? "identity" : sort], direction);
}

/** What a search in a definition's ledger has to know of it. */
export interface LedgerAddress {
  readonly listId: string;
  readonly listUrl: string | null;
  /** Name of the first key column; absent where there is none. */
  readonly keyName: string | undefined;
  /** Internal names of the list columns, by mapping id. */
  readonly columns: ReadonlyMap<string, string>;
}

/** Throws `not-found`. */
export async function addressOf(definitionId: string): Promise<LedgerAddress> {
  const definition = await db().syncDefinition.findUnique({
    where: { id: definitionId },
    select: {
      targetList: { select: { webUrl: true, listId: true } },
      fieldMappings: { select: { id: true, targetColumnName: true } },
      keyColumns: {
        select: { column: { select: { columnName: true } } },
        orderBy: { ordinalPosition: "asc" },
        take: 1,
      },
    },
  });
  if (!definition) throw new AppError("not-found", { message: "This sync does not exist." });
  const { targetList, fieldMappings, keyColumns } = definition;
  return {
    listId: targetList.listId,
    listUrl: targetList.webUrl,
    keyName: keyColumns[0]?.column.columnName,
    columns: new Map(fieldMappings.map((mapping) => [mapping.id, mapping.targetColumnName])),
  };
}

/** Identities that begin so: a range, which the index answers whatever the planner knows of the parameter. */
export const beginsWith = (text: string) =>
  Prisma.sql`source_identity >= ${text} AND source_identity < ${`${text}\u{10FFFF}`}`;

/** Entries of this item of a list, where the text is an item's number: those that own it, and those that did. */
export function isItem(listId: string | Prisma.Sql, text: string): readonly Prisma.Sql[] {
  if (!/^\d{1,9}$/.test(text)) return [];
  // The states of the index sync_ledger_item_owner_key, then those of sync_ledger_former_item_idx.
  return [
    Prisma.sql`sp_list_id = ${listId} AND sp_item_id = ${Number(text)}
      AND state IN ('LINKED', 'MOVING', 'PENDING_DELETE', 'PARTIAL', 'ARCHIVED', 'ASKED')`,
    Prisma.sql`sp_item_id = ${Number(text)} AND state IN ('DETACHED', 'DELETED')`,
  ];
}

/**
 * Entries that a filter lets through, at most one more than a page. A search may mean an identity, a key's value or an item: each is a look into
 * an index of its own, since one condition with OR would walk over the whole ledger.
 */
export function foundIn(filter: EntryFilter, { keyName, listId }: LedgerAddress): Prisma.Sql {
  const where = [Prisma.sql`sync_def_id = ${filter.definitionId}::uuid`];
  if (filter.state === "HELD") where.push(Prisma.sql`held IS NOT NULL`);
  // Written out, for the index of those alone.
  else if (filter.state === "ASKED") where.push(Prisma.sql`state = 'ASKED'`);
  else if (filter.state) where.push(Prisma.sql`state = ${filter.state}::"LedgerState"`);
  const order = orderOf(filter);
  if (filter.cursor) where.push(order.after(filter.cursor));
  const { search } = filter;
  const meanings = [search ? beginsWith(search) : Prisma.sql`true`];
  if (search && keyName) meanings.push(beginsWith(`${keyName}=${search}`));
  if (search) meanings.push(...isItem(listId, search));
  const branches = meanings.map(
    (
      meaning,
    ) => Prisma.sql`(SELECT id, source_identity FROM sync_ledger WHERE ${Prisma.join(where, " AND ")} AND ${meaning}
      ORDER BY ${order.by} LIMIT ${filter.limit + 1})`,
  );
  return Prisma.join(branches, " UNION ");
}
