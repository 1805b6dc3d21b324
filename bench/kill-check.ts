import pg from "pg";
import { db } from "@/lib/db/client";
import { definitionNamed } from "./bench-run";
import type { Levers } from "./levers";

/** One sync of the campaign: its table in schema `geo`, and whether the list keeps rows that left. */
export interface Contestant {
  readonly definitionId: string;
  readonly name: string;
  readonly table: string;
  readonly keepsEverything: boolean;
}

/** What a person typed into one item while the campaign ran. */
export interface Edit {
  readonly name: string;
  readonly itemId: number;
  readonly value: string;
}

/** What was found wrong; empty when the promise held. */
export type Faults = readonly string[];

type Row = Readonly<Record<string, unknown>>;

/** How many single differences are told; the rest is counted. */
const toldDifferences = 20;

/**
 * Holds each list against its table: one item a row, each with the row's values, no row missing, nothing left open. A value that differs must
 * be what a person typed, and each thing a person typed must stand in the list or in a run's record of what it replaced.
 */
export async function checkLists(
  contestants: readonly Contestant[],
  edits: readonly Edit[],
  at: { readonly levers: Levers; readonly sourceUrl: string },
): Promise<Faults> {
  const faults: string[] = [];
  for (const contestant of contestants) {
    const own = edits.filter((edit) => edit.name === contestant.name);
    faults.push(...(await checkList(contestant, own, at)));
  }
  return faults;
}

async function checkList(
  contestant: Contestant,
  edits: readonly Edit[],
  { levers, sourceUrl }: { readonly levers: Levers; readonly sourceUrl: string },
): Promise<Faults> {
  const { name, table, definitionId } = contestant;
  const { mappings } = await definitionNamed(name);
  const items = await levers.dump((await levers.list(name)).id);
  const rows = await rowsOf(sourceUrl, table);
  const keyColumn = mappings.find((mapping) => mapping.sourceColumn === "city_id")?.targetColumn ?? "";
  const byKey = new Map<number, Row>(rows.map((row) => [Number(row.city_id), row]));
  const met = new Map<number, number>();
  const faults: string[] = [];
  for (const item of items) {
    const key = Number(item.values[keyColumn]);
    met.set(key, (met.get(key) ?? 0) + 1);
    const row = byKey.get(key);
    if (!row) {
      if (!contestant.keepsEverything) faults.push(`${name}: item ${item.id} has no row ${key}`);
      continue;
    }
    for (const { sourceColumn, targetColumn, targetType } of mappings) {
      const wanted = canonical(row[sourceColumn ?? ""], targetType);
      const found = canonical(item.values[targetColumn], targetType);
      if (wanted === found) continue;
      if (edits.some((edit) => edit.itemId === item.id && edit.value === found)) continue;
      faults.push(
        `${name}: row ${key}, ${sourceColumn}: ${JSON.stringify(wanted)} in the table, ${JSON.stringify(found)} in the list`,
      );
    }
  }
  for (const [key, times] of met) if (times > 1) faults.push(`${name}: row ${key} has ${times} items`);
  for (const key of byKey.keys()) if (!met.has(key)) faults.push(`${name}: row ${key} has no item`);
  faults.push(...(await lostEdits(definitionId, edits, items)));
  const open = await db().syncOperation.count({
    where: { syncDefId: definitionId, state: { in: ["PENDING", "SENT"] } },
  });
  if (open > 0) faults.push(`${name}: ${open} operations are left open`);
  const linked = await db().syncLedgerEntry.count({ where: { syncDefId: definitionId, state: "LINKED" } });
  if (linked !== rows.length) faults.push(`${name}: ${linked} entries are linked, the table has ${rows.length} rows`);
  return faults.length <= toldDifferences
    ? faults
    : [...faults.slice(0, toldDifferences), `${name}: and ${faults.length - toldDifferences} more differences`];
}

/** What a person typed and nobody can find again. */
async function lostEdits(
  definitionId: string,
  edits: readonly Edit[],
  items: readonly { readonly id: number; readonly values: Row }[],
): Promise<Faults> {
  const faults: string[] = [];
  for (const edit of edits) {
    const item = items.find(({ id }) => id === edit.itemId);
    if (item && Object.values(item.values).includes(edit.value)) continue;
    const [kept] = await db().$queryRaw<{ kept: boolean }[]>`
      SELECT EXISTS (SELECT FROM sync_operations WHERE sync_def_id = ${definitionId}::uuid AND position(${edit.value} in before::text) > 0) AS kept`;
    if (!kept?.kept)
      faults.push(`${edit.name}: the edit "${edit.value}" of item ${edit.itemId} was overwritten without a record`);
  }
  return faults;
}

async function rowsOf(sourceUrl: string, table: string): Promise<readonly Row[]> {
  const client = new pg.Client({ connectionString: sourceUrl });
  await client.connect();
  try {
    return (await client.query<Row>(`SELECT * FROM geo.${table}`)).rows;
  } finally {
    await client.end();
  }
}

/** Both sides in one form: numbers as numbers, instants in whole seconds, texts with the list's line ends, nothing as null. */
function canonical(value: unknown, targetType: string): unknown {
  if (value === null || value === undefined || value === "") return null;
  if (targetType === "number") return Number(value);
  if (targetType === "date-time")
    return `${new Date(value instanceof Date ? value : String(value)).toISOString().slice(0, 19)}Z`;
  return String(value).replace(/\r\n?/g, "\n");
}
