import { z } from "zod";
import { type Actor, type Context, isAllowed, requireAllowed } from "@/lib/context";
import { db } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";
import { databasePolicies } from "@/lib/features/databases/policy";
import { runPolicies } from "@/lib/features/runs/policy";
import { syncPolicies } from "@/lib/features/syncs/policy";
import { ofVisible } from "@/lib/features/values/of-visible";
import { searchPolicies } from "./policy";
import type { SearchInput } from "./schema";
import type { Found, FoundCommand, FoundGroup, FoundThing } from "./types";

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

/**
 * Finds what can be gone to by name: syncs, tables, columns, lists and their columns, databases, applications, instances, sites, connections; runs by
 * the beginning of their id; rows by key and items by number, for those who may see values; and what this person may do with them.
 */
export async function search(context: Context, input: SearchInput): Promise<Found> {
  requireAllowed(context, searchPolicies.read);
  const text = input.q;
  if (text === "") return { groups: [], commands: [] };
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
      "Instances",
      Prisma.sql`i.instance_label`,
      Prisma.sql`b.name || ', ' || i.host`,
      Prisma.sql`'/databases/' || b.id || '/instances'`,
      Prisma.sql`database_instances i JOIN databases b ON b.id = i.database_id`,
      text,
    ),
    kindOf(
      "Sites",
      Prisma.sql`coalesce(s.display_name, s.hostname || s.site_path)`,
      Prisma.sql`s.hostname || s.site_path`,
      Prisma.sql`'/sharepoint/sites/' || s.id`,
      Prisma.sql`sharepoint_sites s`,
      text,
    ),
    kindOf(
      "Connections",
      Prisma.sql`c.name`,
      Prisma.sql`c.tenant_id`,
      Prisma.sql`'/sharepoint/connections/' || c.id`,
      Prisma.sql`sharepoint_connections c`,
      text,
    ),
    kindOf(
      "List columns",
      Prisma.sql`coalesce(c.display_name, c.column_name)`,
      Prisma.sql`l.display_name || ', ' || c.column_name`,
      Prisma.sql`'/sharepoint/lists/' || l.id || '?columns=' || CASE WHEN c.vanished_at IS NOT NULL THEN 'gone' WHEN c.is_hidden THEN 'hidden'
        WHEN c.is_readonly THEN 'read-only' ELSE 'writable' END || '&q=' || c.column_name`,
      Prisma.sql`sharepoint_columns c JOIN sharepoint_lists l ON l.id = c.list_id`,
      text,
    ),
  ];
  const { actor } = context;
  const [named, columns, rows, items, runs, questions, commands, seesRows] = await Promise.all([
    db().$queryRaw<Hit[]>`${Prisma.join(kinds, " UNION ALL ")}`,
    columnsNamed(text.toLowerCase()),
    rowsByKey(text, actor),
    itemsByNumber(text, actor),
    runsById(text.toLowerCase()),
    questionsAbout(text, actor),
    commandsFor(context, text),
    seesSomeRows(actor),
  ]);
  const hits = [...questions, ...runs, ...named, ...columns, ...rows, ...items];
  const more = seesRows ? rowSearchFor(text, hits.length === 0) : [];
  return { groups: grouped([...hits, ...more]), commands };
}

/** Whether there is a sync whose rows this person may look for. */
async function seesSomeRows(actor: Actor): Promise<boolean> {
  const found = await db().$queryRaw<unknown[]>`SELECT d.id FROM sync_definitions d ${ofVisible(actor)} LIMIT 1`;
  return found.length > 0;
}

/** Names seldom have figures and keys often do: a text that could be a key, or is nothing else, can be asked of all syncs. */
function rowSearchFor(text: string, isUnknown: boolean): readonly Hit[] {
  if (why.test(text) || (!isUnknown && !/[\d=]/.test(text))) return [];
  return [
    { kind: "Rows", label: `Find row ${text} in all syncs`, hint: null, href: `/ledger?q=${encodeURIComponent(text)}` },
  ];
}

/** How a part of one of these ids is written: its beginning, of eight signs or more. */
const runId = /^[0-9a-f]{8}(-[0-9a-f-]{0,27})?$/;
const noId = "00000000-0000-0000-0000-000000000000";
const lastId = "ffffffff-ffff-ffff-ffff-ffffffffffff";

/** Runs whose id begins so, in lower case. */
async function runsById(text: string): Promise<readonly Hit[]> {
  if (!runId.test(text)) return [];
  const [from, to] = [text + noId.slice(text.length), text + lastId.slice(text.length)];
  if (!z.guid().safeParse(from).success) return [];
  return db().$queryRaw<Hit[]>`
    SELECT 'Runs' AS kind, r.id::text AS label, d.name AS hint, '/runs/' || r.id AS href
    FROM sync_runs r JOIN sync_definitions d ON d.id = r.sync_def_id
    WHERE r.id >= ${from}::uuid AND r.id <= ${to}::uuid ORDER BY r.id LIMIT ${perGroup}`;
}

/** Items of synced lists that have this number; each list is one look into the index of items and their owners. */
async function itemsByNumber(text: string, actor: Actor): Promise<readonly Hit[]> {
  if (!/^#?\d{1,9}$/.test(text)) return [];
  const number = Number(text.replace("#", ""));
  return db().$queryRaw<Hit[]>`
    SELECT 'Items' AS kind, '#' || ${number}::int AS label, d.name || ', ' || list.display_name AS hint,
      '/syncs/' || d.id || '/ledger/row?entry=' || l.id AS href
    FROM sync_definitions d JOIN sharepoint_lists list ON list.id = d.target_list_id
    JOIN sync_ledger l ON l.sp_list_id = list.list_id AND l.sp_item_id = ${number}::int AND l.sync_def_id = d.id
      AND l.state IN ('LINKED', 'MOVING', 'PENDING_DELETE', 'PARTIAL', 'ARCHIVED', 'ASKED')
    ${ofVisible(actor)}
    ORDER BY d.name LIMIT ${perGroup}`;
}

/** "why 4711", "Why is row 4711 not in Orders?": which row, and a part of the sync's, the table's or the list's name. */
const why = /^why\s+(?:is\s+)?(?:row\s+)?(?<row>\S.*?)(?:\s+(?:is\s+)?not\s+in\s+(?<sync>\S.*?))?\s*\??$/i;

async function questionsAbout(text: string, actor: Actor): Promise<readonly Hit[]> {
  const { row, sync = "" } = why.exec(text)?.groups ?? {};
  if (row === undefined) return [];
  const found = await db().$queryRaw<{ id: string; name: string }[]>`
    SELECT d.id, d.name FROM sync_definitions d JOIN sharepoint_lists list ON list.id = d.target_list_id ${ofVisible(actor)}
    WHERE position(${sync.toLowerCase()} in lower(concat_ws(' ', d.name, t.table_name, list.display_name))) > 0
    ORDER BY d.name, d.id LIMIT ${perGroup}`;
  return found.map(({ id, name }) => ({
    kind: "Questions",
    label: `Why is row ${row} not in ${name}?`,
    hint: null,
    href: `/syncs/${id}/ledger/row?key=${encodeURIComponent(row)}`,
  }));
}

const verb = /^(?<verb>run|plan|pause|enable|introspect)\s+(?<name>\S.*?)(?:\s+now)?$/i;
/** Without a verb only the best match is offered something to do. */
const unasked = 1;

/** What may be done with the definitions and databases that a text names, by a verb before the name or by the name alone. */
async function commandsFor(context: Context, text: string): Promise<readonly FoundCommand[]> {
  const asked = verb.exec(text)?.groups;
  const wanted = asked?.verb?.toLowerCase();
  const name = (asked?.name ?? text).toLowerCase();
  const most = wanted === undefined ? unasked : perGroup;
  const mayDefine = isAllowed(context.actor, syncPolicies.define);
  const mayRun = isAllowed(context.actor, runPolicies.start);
  const mayIntrospect = isAllowed(context.actor, databasePolicies.introspect);
  const [syncs, databases] = await Promise.all([
    mayDefine || mayRun
      ? db().$queryRaw<{ id: string; name: string; hint: string; isEnabled: boolean }[]>`
          SELECT d.id, d.name, l.display_name AS hint, d.is_enabled AS "isEnabled"
          FROM sync_definitions d JOIN sharepoint_lists l ON l.id = d.target_list_id
          WHERE position(${name} in lower(d.name)) > 0 ORDER BY position(${name} in lower(d.name)), length(d.name), d.name LIMIT ${most}`
      : [],
    mayIntrospect
      ? db().$queryRaw<{ id: string; name: string; hint: string }[]>`
          SELECT b.id, b.name, a.name AS hint FROM databases b JOIN applications a ON a.id = b.application_id
          WHERE b.status = 'ACTIVE' AND position(${name} in lower(b.name)) > 0
          ORDER BY position(${name} in lower(b.name)), length(b.name), b.name LIMIT ${most}`
      : [],
  ]);
  const possible: readonly FoundCommand[] = [
    ...syncs.flatMap(({ isEnabled, ...sync }) => [
      ...(mayRun && isEnabled ? [{ ...sync, verb: "run" as const }] : []),
      ...(mayRun ? [{ ...sync, verb: "plan" as const }] : []),
      ...(mayDefine ? [{ ...sync, verb: isEnabled ? ("pause" as const) : ("enable" as const) }] : []),
    ]),
    ...databases.map((database) => ({ ...database, verb: "introspect" as const })),
  ];
  return possible.filter((command) => wanted === undefined || command.verb === wanted);
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
async function rowsByKey(text: string, actor: Actor): Promise<Hit[]> {
  const entries = await db().$queryRaw<{ id: string; identity: string; definition: string; name: string }[]>`
    SELECT l.id, l.source_identity AS identity, d.id AS definition, d.name FROM sync_definitions d
    JOIN LATERAL (SELECT c.column_name FROM sync_key_columns k JOIN table_columns c ON c.id = k.column_id WHERE k.sync_def_id = d.id
      ORDER BY k.ordinal_position LIMIT 1) key ON true
    JOIN sync_ledger l ON l.sync_def_id = d.id AND l.state <> 'DELETED'
      AND l.source_identity IN (${text}, key.column_name || '=' || ${text}, key.column_name || '=' || upper(${text}))
    ${ofVisible(actor)}
    LIMIT ${perGroup}`;
  return entries.map(({ id, identity, definition, name }) => ({
    kind: "Rows",
    label: identity,
    hint: name,
    href: `/syncs/${definition}/ledger/row?entry=${id}`,
  }));
}

function grouped(hits: readonly Hit[]): readonly FoundGroup[] {
  const groups = new Map<string, FoundThing[]>();
  for (const { kind, ...hit } of hits) groups.set(kind, [...(groups.get(kind) ?? []), hit]);
  return [...groups].map(([label, found]) => ({ label, hits: found }));
}
