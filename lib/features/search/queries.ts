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
    kindOf(
      "Columns",
      Prisma.sql`c.column_name`,
      Prisma.sql`t.schema_name || '.' || t.table_name`,
      Prisma.sql`'/tables/' || t.id`,
      Prisma.sql`table_columns c JOIN database_tables t ON t.id = c.table_id`,
      text,
    ),
  ];
  const found = await db().$queryRaw<Hit[]>`${Prisma.join(kinds, " UNION ALL ")}`;
  const rows = await rowsByKey(text, isAllowed(context.actor, valuePolicies.always));
  return { groups: grouped([...found, ...rows]) };
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
