import { type Context, isAllowed, requireAllowed } from "@/lib/context";
import { db } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";
import { valuePolicies } from "@/lib/features/values/policy";
import { searchPolicies } from "./policy";
import type { SearchInput } from "./schema";
import type { FoundGroup, FoundThing } from "./types";

interface Hit extends FoundThing {
  readonly kind: string;
}

const perGroup = 6;

/** One kind of thing: its name must contain the text, those that begin with it come first. */
function kindOf(
  kind: string,
  label: Prisma.Sql,
  hint: Prisma.Sql,
  href: Prisma.Sql,
  from: Prisma.Sql,
  text: string,
): Prisma.Sql {
  const wanted = text.toLowerCase();
  return Prisma.sql`(
    SELECT ${kind} AS kind, ${label} AS label, ${hint} AS hint, ${href} AS href FROM ${from}
    WHERE position(${wanted} in lower(${label})) > 0
    ORDER BY position(${wanted} in lower(${label})), length(${label}), ${label} LIMIT ${perGroup})`;
}

/** Finds what can be gone to by name: syncs, tables, columns, lists, databases, applications; and rows by key, for those who may see values. */
export async function search(
  context: Context,
  input: SearchInput,
): Promise<{ readonly groups: readonly FoundGroup[] }> {
  requireAllowed(context, searchPolicies.read);
  const text = input.q;
  if (text === "") return { groups: [] };
  const kinds = [
    kindOf(
      "Syncs",
      Prisma.sql`d.name`,
      Prisma.sql`NULL`,
      Prisma.sql`'/syncs/' || d.id`,
      Prisma.sql`sync_definitions d`,
      text,
    ),
    kindOf(
      "Tables",
      Prisma.sql`t.schema_name || '.' || t.table_name`,
      Prisma.sql`b.name`,
      Prisma.sql`'/tables/' || t.id`,
      Prisma.sql`database_tables t JOIN databases b ON b.id = t.database_id`,
      text,
    ),
    kindOf(
      "Lists",
      Prisma.sql`l.display_name`,
      Prisma.sql`coalesce(s.display_name, s.site_path)`,
      Prisma.sql`'/sharepoint/lists/' || l.id`,
      Prisma.sql`sharepoint_lists l JOIN sharepoint_sites s ON s.id = l.site_id`,
      text,
    ),
    kindOf(
      "Databases",
      Prisma.sql`b.name`,
      Prisma.sql`b.environment::text`,
      Prisma.sql`'/databases/' || b.id`,
      Prisma.sql`databases b`,
      text,
    ),
    kindOf(
      "Applications",
      Prisma.sql`a.name`,
      Prisma.sql`a.owner_team`,
      Prisma.sql`'/applications/' || a.id`,
      Prisma.sql`applications a`,
      text,
    ),
  ];
  const [named, columns, rows] = await Promise.all([
    db().$queryRaw<Hit[]>`${Prisma.join(kinds, " UNION ALL ")}`,
    columnsNamed(text.toLowerCase()),
    rowsByKey(text, isAllowed(context.actor, valuePolicies.always)),
  ]);
  return { groups: grouped([...named, ...columns, ...rows]) };
}

/** Names of columns that are looked at, by the alphabet: far more than inventories have, and a bound all the same. */
const mostColumnNames = 20_000;

/**
 * Columns by the same rule. There are more of them than of anything else, but most share their names: the index leads from one name to the next, and
 * only the best are looked up. `wanted` in lower case.
 */
async function columnsNamed(wanted: string): Promise<readonly Hit[]> {
  return db().$queryRaw<Hit[]>`
    WITH RECURSIVE every AS (
      (SELECT column_name AS name, 1 AS number FROM table_columns ORDER BY column_name LIMIT 1)
      UNION ALL
      SELECT next.name, every.number + 1 FROM every CROSS JOIN LATERAL (
        SELECT column_name AS name FROM table_columns WHERE column_name > every.name ORDER BY column_name LIMIT 1
      ) next
      WHERE every.number < ${mostColumnNames}::int
    ),
    best AS (
      SELECT name, position(${wanted} in lower(name)) AS place FROM every WHERE position(${wanted} in lower(name)) > 0
      ORDER BY place, length(name), name LIMIT ${perGroup}
    )
    SELECT 'Columns' AS kind, c.column_name AS label, t.schema_name || '.' || t.table_name AS hint, '/tables/' || t.id AS href
    FROM best
    CROSS JOIN LATERAL (SELECT column_name, table_id FROM table_columns WHERE column_name = best.name LIMIT ${perGroup}) c
    JOIN database_tables t ON t.id = c.table_id
    ORDER BY best.place, length(best.name), best.name LIMIT ${perGroup}`;
}

/** Ledger entries whose identity is the text, or whose single key value is; of all databases, or of those that show values to viewers. */
async function rowsByKey(text: string, ofAll: boolean): Promise<Hit[]> {
  const entries = await db().$queryRaw<{ identity: string; definition: string; name: string }[]>`
    SELECT l.source_identity AS identity, d.id AS definition, d.name FROM sync_definitions d
    JOIN LATERAL (SELECT c.column_name FROM sync_key_columns k JOIN table_columns c ON c.id = k.column_id WHERE k.sync_def_id = d.id
      ORDER BY k.ordinal_position LIMIT 1) key ON true
    JOIN sync_ledger l ON l.sync_def_id = d.id AND l.state <> 'DELETED'
      AND l.source_identity IN (${text}, key.column_name || '=' || ${text}, key.column_name || '=' || upper(${text}))
    JOIN database_tables t ON t.id = d.source_table_id JOIN databases b ON b.id = t.database_id AND (${ofAll} OR b.viewers_may_see_values)
    LIMIT ${perGroup}`;
  return entries.map(({ identity, definition, name }) => ({
    kind: "Rows",
    label: identity,
    hint: name,
    href: `/syncs/${definition}/ledger?q=${encodeURIComponent(identity)}`,
  }));
}

function grouped(hits: readonly Hit[]): readonly FoundGroup[] {
  const groups = new Map<string, FoundThing[]>();
  for (const { kind, ...hit } of hits) groups.set(kind, [...(groups.get(kind) ?? []), hit]);
  return [...groups].map(([label, found]) => ({ label, hits: found }));
}
