import { type DescribedColumn, toTargetColumn } from "@/lib/connectors/sharepoint/columns";
import type { Tx } from "@/lib/db/client";
import type { GraphColumn } from "@/lib/graph/columns";
import type { GraphList } from "@/lib/graph/lists";
import { lockMapping, raiseVersion } from "./mapping-versions";

/** The `type` word of Graph contract 5.1, from the facet where an older tenant does not name it. */
function typeOf(column: GraphColumn): string {
  if (column.type) return column.type;
  if (column.text) return column.text.allowMultipleLines ? "note" : "text";
  if (column.choice) return column.choice.displayAs === "checkBoxes" ? "multichoice" : "choice";
  if (column.personOrGroup) return "user";
  if (column.hyperlinkOrPicture) return "url";
  const named = ["number", "currency", "dateTime", "boolean", "lookup", "calculated"] as const;
  return named.find((facet) => column[facet]) ?? "unknownFutureValue";
}

function toRow(column: GraphColumn) {
  const target: DescribedColumn = toTargetColumn(column);
  return {
    column_name: column.name,
    column_type: typeOf(column),
    is_required: column.required ?? false,
    is_readonly: target.type === "read-only",
    column_guid: column.id,
    display_name: column.displayName ?? null,
    is_indexed: column.indexed ?? false,
    is_unique: column.enforceUniqueValues ?? false,
    is_hidden: column.hidden ?? false,
    max_length: target.maxLength,
    choices: column.choice ? target.choices : null,
    definition: column,
  };
}

/** Stores a site's lists in one statement; ids stay what they were. Gives the row id of each list GUID. */
export async function storeLists(
  tx: Tx,
  siteRowId: string,
  lists: readonly GraphList[],
): Promise<ReadonlyMap<string, string>> {
  const input = lists.map((list) => ({
    list_id: list.id,
    display_name: list.displayName,
    description: list.description || null,
    template: list.template ?? "unknown",
    web_url: list.webUrl,
    internal_name: list.name || null,
    // Told only when the hidden ones are asked for: without that, Graph leaves system lists out.
    is_hidden: list.isHidden || list.isSystem,
  }));
  const rows = await tx.$queryRaw<{ id: string; list_id: string }[]>`
    INSERT INTO sharepoint_lists (site_id, list_id, display_name, description, template, web_url, internal_name, is_hidden)
    SELECT ${siteRowId}::uuid, list_id, display_name, description, template, web_url, internal_name, is_hidden
    FROM jsonb_to_recordset(${JSON.stringify(input)}::jsonb) AS input(list_id text, display_name text, description text, template text,
      web_url text, internal_name text, is_hidden boolean)
    ORDER BY list_id
    ON CONFLICT (site_id, list_id) DO UPDATE SET
      display_name = excluded.display_name, description = excluded.description, template = excluded.template,
      web_url = excluded.web_url, internal_name = excluded.internal_name, is_hidden = excluded.is_hidden, vanished_at = NULL
    RETURNING id, list_id`;
  return new Map(rows.map((row) => [row.list_id, row.id]));
}

/** Marks lists that the site no longer shows; `knownIds` are those known before the site was asked, so that one made meanwhile is not marked. */
export async function markVanishedLists(
  tx: Tx,
  knownIds: readonly string[],
  foundIds: readonly string[],
): Promise<number> {
  return tx.$executeRaw`
    UPDATE sharepoint_lists SET vanished_at = now()
    WHERE id = ANY(${knownIds}::uuid[]) AND id <> ALL(${foundIds}::uuid[]) AND vanished_at IS NULL`;
}

/**
 * Moves rows whose column bears another internal name now to that name: the GUID tells which column it is. A row that stands in the way belongs
 * to a column that is gone, or moves on itself; its GUID is added to its name meanwhile. Nothing is written where no name changed.
 */
async function followNames(tx: Tx, listRowId: string, input: string): Promise<void> {
  const renamed = await tx.$queryRaw<{ id: string; name: string }[]>`
    SELECT stored.id, input.column_name AS name
    FROM sharepoint_columns stored
    JOIN jsonb_to_recordset(${input}::jsonb) AS input(column_name text, column_guid text) ON input.column_guid = stored.column_guid
    WHERE stored.list_id = ${listRowId}::uuid AND stored.column_name <> input.column_name`;
  if (renamed.length === 0) return;
  const [ids, names] = [renamed.map((row) => row.id), renamed.map((row) => row.name)];
  await tx.$executeRaw`
    UPDATE sharepoint_columns SET column_name = concat_ws(' ', column_name, column_guid, id)
    WHERE list_id = ${listRowId}::uuid AND (id = ANY(${ids}::uuid[]) OR column_name = ANY(${names}::text[]))`;
  await tx.$executeRaw`
    UPDATE sharepoint_columns SET column_name = renamed.name
    FROM unnest(${ids}::uuid[], ${names}::text[]) AS renamed(id, name) WHERE sharepoint_columns.id = renamed.id`;
}

/**
 * A column that was deleted and made again under its name is another one, without values: what was agreed on for the former says nothing of it, so
 * that the fields which go into it get ids of their own, as they do where a person maps another column. The next run then writes them everywhere.
 */
async function renewFields(tx: Tx, listRowId: string, input: string): Promise<void> {
  const remade = await tx.$queryRaw<{ definitionId: string; columnId: string; name: string }[]>`
    SELECT DISTINCT m.sync_def_id AS "definitionId", stored.id AS "columnId", stored.column_name AS name
    FROM sharepoint_columns stored
    JOIN jsonb_to_recordset(${input}::jsonb) AS input(column_name text, column_guid text) ON input.column_name = stored.column_name
    JOIN field_mappings m ON m.target_column_id = stored.id
    WHERE stored.list_id = ${listRowId}::uuid AND lower(stored.column_guid) <> lower(input.column_guid)
    ORDER BY 1, 3`;
  for (const definitionId of new Set(remade.map((column) => column.definitionId))) {
    const columns = remade.filter((column) => column.definitionId === definitionId);
    await lockMapping(tx, definitionId);
    await tx.$executeRaw`
      UPDATE field_mappings SET id = gen_random_uuid()
      WHERE sync_def_id = ${definitionId}::uuid AND target_column_id = ANY(${columns.map(({ columnId }) => columnId)}::uuid[])`;
    const names = columns.map(({ name }) => `“${name}”`).join(", ");
    await raiseVersion(tx, definitionId, { by: "SyncBridge", reason: `Deleted and made again in the list: ${names}.` });
  }
}

/** Stores a list's columns and marks those that are gone. Rows that are right already are not written. */
export async function storeListColumns(tx: Tx, listRowId: string, columns: readonly GraphColumn[]): Promise<void> {
  const input = JSON.stringify(columns.map(toRow));
  await followNames(tx, listRowId, input);
  await renewFields(tx, listRowId, input);
  await tx.$executeRaw`
    INSERT INTO sharepoint_columns AS stored (list_id, column_name, column_type, is_required, is_readonly, column_guid, display_name,
      is_indexed, is_unique, is_hidden, max_length, choices, definition)
    SELECT ${listRowId}::uuid, column_name, column_type, is_required, is_readonly, column_guid, display_name,
      is_indexed, is_unique, is_hidden, max_length, nullif(choices, 'null'::jsonb), definition
    FROM jsonb_to_recordset(${input}::jsonb) AS input(column_name text, column_type text, is_required boolean, is_readonly boolean,
      column_guid text, display_name text, is_indexed boolean, is_unique boolean, is_hidden boolean, max_length int, choices jsonb,
      definition jsonb)
    ORDER BY column_name
    ON CONFLICT (list_id, column_name) DO UPDATE SET
      column_type = excluded.column_type, is_required = excluded.is_required, is_readonly = excluded.is_readonly,
      column_guid = excluded.column_guid, display_name = excluded.display_name, is_indexed = excluded.is_indexed,
      is_unique = excluded.is_unique, is_hidden = excluded.is_hidden, max_length = excluded.max_length, choices = excluded.choices,
      definition = excluded.definition, vanished_at = NULL
    WHERE stored.vanished_at IS NOT NULL OR (stored.column_type, stored.is_required, stored.is_readonly, stored.column_guid,
        stored.display_name, stored.is_indexed, stored.is_unique, stored.is_hidden, stored.max_length, stored.choices, stored.definition)
      IS DISTINCT FROM (excluded.column_type, excluded.is_required, excluded.is_readonly, excluded.column_guid,
        excluded.display_name, excluded.is_indexed, excluded.is_unique, excluded.is_hidden, excluded.max_length, excluded.choices,
        excluded.definition)`;
  const names = columns.map((column) => column.name);
  await tx.$executeRaw`
    UPDATE sharepoint_columns SET vanished_at = now()
    WHERE list_id = ${listRowId}::uuid AND vanished_at IS NULL AND column_name <> ALL(${names}::text[])`;
}
