import { z } from "zod";
import { type Context, requireAllowed } from "@/lib/context";
import { db } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";
import { decodeCursor, type Page, toPage } from "@/lib/db/page";
import type { CanonicalValue } from "@/lib/engine/types";
import { AppError } from "@/lib/errors/app-error";
import { ledgerPolicies } from "./policy";
import type { LedgerFilter } from "./schema";
import type { LedgerRow } from "./types";

const position = z.tuple([z.string(), z.uuid()]);

interface StoredEntry extends Omit<LedgerRow, "values" | "itemUrl"> {
  readonly base: Record<string, CanonicalValue> | null;
}

/** A search text as the beginning of a LIKE pattern. */
const prefix = (text: string) => `${text.replace(/[\\%_]/g, "\\$&")}%`;

function whereOf(filter: LedgerFilter, keyName: string | undefined): Prisma.Sql {
  const where = [Prisma.sql`sync_def_id = ${filter.definitionId}::uuid`];
  if (filter.state) where.push(Prisma.sql`state = ${filter.state}::"LedgerState"`);
  if (filter.search) {
    const found = [Prisma.sql`source_identity LIKE ${prefix(filter.search)}`];
    if (keyName) found.push(Prisma.sql`source_identity LIKE ${prefix(`${keyName}=${filter.search}`)}`);
    if (/^\d{1,9}$/.test(filter.search)) found.push(Prisma.sql`sp_item_id = ${Number(filter.search)}`);
    where.push(Prisma.sql`(${Prisma.join(found, " OR ")})`);
  }
  if (filter.cursor) {
    const [identity, id] = decodeCursor(position, filter.cursor);
    where.push(Prisma.sql`(source_identity, id) > (${identity}, ${id}::uuid)`);
  }
  return Prisma.join(where, " AND ");
}

/** Entries of a definition by identity, each with its item and the values agreed on last. Throws `not-found`. */
export async function listLedger(context: Context, filter: LedgerFilter): Promise<Page<LedgerRow>> {
  requireAllowed(context, ledgerPolicies.read);
  const definition = await db().syncDefinition.findUnique({
    where: { id: filter.definitionId },
    select: {
      targetList: { select: { webUrl: true } },
      fieldMappings: { select: { id: true, targetColumnName: true } },
      keyColumns: {
        select: { column: { select: { columnName: true } } },
        orderBy: { ordinalPosition: "asc" },
        take: 1,
      },
    },
  });
  if (!definition) throw new AppError("not-found", { message: "This sync does not exist." });
  const rows = await db().$queryRaw<StoredEntry[]>`
    SELECT id, source_identity AS identity, state::text, sp_item_id AS "itemId", last_sync_ts AS "lastSyncAt", last_run_id AS "lastRunId", base
    FROM sync_ledger WHERE ${whereOf(filter, definition.keyColumns[0]?.column.columnName)}
    ORDER BY source_identity, id LIMIT ${filter.limit + 1}`;
  const names = new Map(definition.fieldMappings.map((mapping) => [mapping.id, mapping.targetColumnName]));
  return toPage(
    rows,
    filter.limit,
    (row) => [row.identity, row.id],
    ({ base, ...row }) => ({
      ...row,
      itemUrl: itemUrl(definition.targetList.webUrl, row.itemId),
      values: Object.entries(base ?? {})
        .flatMap(([id, value]) => (names.has(id) ? [{ column: names.get(id) ?? "", value: shown(value) }] : []))
        .toSorted((a, b) => (a.column < b.column ? -1 : 1)),
    }),
  );
}

const shown = (value: CanonicalValue): string | null =>
  value === null ? null : Array.isArray(value) ? value.join(", ") : String(value);

/** SharePoint's own form for showing an item of a list. */
export function itemUrl(listUrl: string | null, itemId: number | null): string | null {
  if (listUrl === null || itemId === null) return null;
  return `${listUrl.replace(/\/$/, "")}/DispForm.aspx?ID=${itemId}`;
}
