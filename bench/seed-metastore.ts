import { createHash } from "node:crypto";
import type { ErrorCode } from "@/lib/errors/codes";
import { bulkFill } from "./bulk-fill";

/** How much the seeded metastore holds. */
export const seeded = {
  tables: 10_000,
  columns: 200_000,
  definitions: 500,
  entries: 1_000_000,
  runs: 100_000,
} as const;

/** Ids are made of what they name, so that rows find each other without a look; of version 4 by their form. */
const idOf = (kind: string, number: string) =>
  `overlay(overlay(md5('${kind}' || (${number})) PLACING '4' FROM 13) PLACING '8' FROM 17)::uuid`;

const words = (list: string) => `(ARRAY[${list.split(" ").map((word) => `'${word}'`)}])`;
const rejectionCodes = [
  "item-refused",
  "text-too-long",
  "choice-unknown",
  "unique-clash",
] as const satisfies readonly ErrorCode[];
const areas = words(
  "sales billing shipping hr payroll stock purchasing crm support planning quality assets travel legal audit marketing web mobile archive staging",
);
const nouns = words(
  "customer order invoice payment product supplier contract employee department delivery shipment return ticket campaign budget account address contact price discount currency location warehouse machine project",
);
const parts = words(
  "header line history status detail note rule event version group type link document comment limit plan target result",
);
const columnWords = words(
  "id name code status description created_at updated_at created_by amount currency quantity country_code email phone valid_from valid_to is_active customer_id order_id remark",
);
const pick = (list: string, number: string) => `${list}[1 + (${number}) % array_length(${list}, 1)]`;

/** Columns that every table has; the others bear the name of their table's business object. */
const sharedColumns = 10;

const databases = 25;
const sites = 20;
const lists = 1_000;
const listColumns = 12;

/** Of the largest definition; the others share the rest evenly. */
export const largestEntries = 750_500;
const otherEntries = (seeded.entries - largestEntries) / (seeded.definitions - 1);

/** Runs of the largest definition whose operations are kept: its first load, and two over every fourth row. */
export const kept = { firstLoad: 99_985, former: 99_990, newest: 99_995 } as const;
const openRejections = 20_000;

const statements: readonly string[] = [
  `INSERT INTO applications (id, name, owner_team)
   SELECT ${idOf("application", "n")}, initcap(${pick(areas, "n")}) || ' suite ' || n, 'Team ' || n FROM generate_series(1, 10) n`,
  `INSERT INTO databases (id, application_id, name, db_type, environment, database_name)
   SELECT ${idOf("database", "n")}, ${idOf("application", "1 + n % 10")}, initcap(${pick(areas, "n")}) || ' ' || n, 'POSTGRES', 'PROD', ${pick(areas, "n")} || n
   FROM generate_series(1, ${databases}) n`,
  `INSERT INTO database_instances (id, database_id, instance_label, host, port, db_name, db_user, db_password)
   SELECT ${idOf("instance", "n")}, ${idOf("database", "n")}, 'main', 'db' || n || '.example', 5432, 'db' || n, 'reader', 'sealed'
   FROM generate_series(1, ${databases}) n`,
  `INSERT INTO introspection_runs (database_instance_id, started_at, ended_at, status)
   SELECT ${idOf("instance", `1 + n % ${databases}`)}, now() - n * interval '1 h', now() - n * interval '1 h' + interval '1 min', 'SUCCESS'
   FROM generate_series(1, 5000) n`,
  `INSERT INTO database_tables (id, database_id, schema_name, table_name, table_type, primary_key, row_estimate, size_bytes, last_introspected_at, vanished_at)
   SELECT ${idOf("table", "n")}, ${idOf("database", `1 + n % ${databases}`)}, ${pick(areas, `n / ${databases}`)},
     ${pick(nouns, `n / ${databases * 20}`)} || '_' || ${pick(parts, "n / 7")} || '_' || n, CASE WHEN n % 10 = 0 THEN 'VIEW' ELSE 'BASE' END::"TableType",
     'id', CASE WHEN n % 10 > 0 THEN (n::bigint * 7919) % 5000000 END, n::bigint * 8192, now(), CASE WHEN n % 50 = 0 THEN now() END
   FROM generate_series(1, ${seeded.tables}) n`,
  `INSERT INTO table_columns (id, table_id, ordinal_position, column_name, data_type, native_type, value_kind, is_nullable, is_primary_key, is_unique)
   SELECT ${idOf("column", "t * 100 + c")}, ${idOf("table", "t")}, c,
     CASE WHEN c > ${sharedColumns} THEN ${pick(nouns, `t / ${databases * 20}`)} || '_' || ${pick(parts, "t / 7")} || '_' ELSE '' END || ${columnWords}[c], CASE c WHEN 1 THEN 'integer' ELSE 'text' END,
     CASE c WHEN 1 THEN 'integer' ELSE 'character varying(200)' END, CASE c WHEN 1 THEN 'integer' ELSE 'text' END, c > 1, c = 1, c = 1
   FROM generate_series(1, ${seeded.tables}) t, generate_series(1, ${seeded.columns / seeded.tables}) c`,
  `INSERT INTO table_constraints (table_id, constraint_name, constraint_type, columns)
   SELECT ${idOf("table", "n")}, 'pk_' || n, 'PRIMARY_KEY', '["id"]' FROM generate_series(1, ${seeded.tables}) n`,
  `INSERT INTO source_table_metrics (table_id, database_instance_id, captured_at, row_count)
   SELECT ${idOf("table", "t")}, ${idOf("instance", `1 + t % ${databases}`)}, now() - d * interval '1 day', t * 100 + d
   FROM generate_series(1, ${seeded.tables}) t, generate_series(1, 5) d`,
  `INSERT INTO drift_findings (table_id, column_id, database_instance_id, kind, column_name, status, found_at)
   SELECT ${idOf("table", "n")}, ${idOf("column", "n * 100 + 3")}, ${idOf("instance", `1 + n % ${databases}`)},
     'COLUMN_RETYPED', 'code', CASE WHEN n % 5 = 0 THEN 'OPEN' ELSE 'ACKNOWLEDGED' END::"DriftStatus", now() - n * interval '1 min'
   FROM generate_series(1, ${seeded.tables}) n`,
  `INSERT INTO sharepoint_connections (id, name, tenant_id, client_id, client_secret, last_verified_at)
   SELECT ${idOf("connection", "n")}, 'Tenant ' || n, 'tenant-' || n, 'client-' || n, 'sealed', now() FROM generate_series(1, 5) n`,
  `INSERT INTO sharepoint_sites (id, connection_id, tenant_id, hostname, site_path, site_id, web_url, display_name, time_zone)
   SELECT ${idOf("site", "n")}, ${idOf("connection", "1 + n % 5")}, 'tenant-' || 1 + n % 5, 'example.sharepoint.com', '/sites/' || ${pick(areas, "n")},
     'example,' || n, 'https://example.sharepoint.com/sites/' || ${pick(areas, "n")}, initcap(${pick(areas, "n")}), 'UTC'
   FROM generate_series(1, ${sites}) n`,
  `INSERT INTO sharepoint_lists (id, site_id, list_id, display_name, description, template, web_url)
   SELECT ${idOf("list", "n")}, ${idOf("site", `1 + n % ${sites}`)}, 'list-' || n, initcap(${pick(nouns, "n")} || ' ' || ${pick(parts, "n / 3")}) || ' ' || n,
     'Kept by the ' || ${pick(areas, "n")} || ' team', 'genericList', 'https://example.sharepoint.com/lists/' || n
   FROM generate_series(1, ${lists}) n`,
  `INSERT INTO sharepoint_columns (id, list_id, column_name, display_name, column_type, definition)
   SELECT ${idOf("listcolumn", "l * 100 + c")}, ${idOf("list", "l")}, CASE c WHEN 1 THEN 'Title' ELSE initcap(${columnWords}[c]) END, initcap(${columnWords}[c]), 'text',
     jsonb_build_object('name', initcap(${columnWords}[c]), 'text', '{"maxLength": 255}'::jsonb)
   FROM generate_series(1, ${lists}) l, generate_series(1, ${listColumns}) c`,
  `INSERT INTO target_list_metrics (target_list_id, captured_at, item_count)
   SELECT ${idOf("list", "l")}, now() - d * interval '1 day', l * 10 + d FROM generate_series(1, ${lists}) l, generate_series(1, 10) d`,
  `INSERT INTO sync_definitions (id, name, source_table_id, target_list_id, sync_mode, is_enabled, last_full_scan_at, first_match_at)
   SELECT ${idOf("definition", "n")}, initcap(${pick(nouns, "n")} || ' ' || ${pick(parts, "n / 25")}) || ' ' || n, ${idOf("table", "n * 19")},
     ${idOf("list", "n")}, 'ONE_WAY_PUSH', n % 20 > 0, now(), now() FROM generate_series(1, ${seeded.definitions}) n`,
  `INSERT INTO sync_targets (sync_def_id, target_list_id, connection_id, site_id, is_default)
   SELECT d.id, d.target_list_id, s.connection_id, s.id, true FROM sync_definitions d JOIN sharepoint_lists l ON l.id = d.target_list_id
   JOIN sharepoint_sites s ON s.id = l.site_id`,
  `INSERT INTO sync_sources (sync_def_id, database_instance_id)
   SELECT d.id, i.id FROM sync_definitions d JOIN database_tables t ON t.id = d.source_table_id JOIN database_instances i ON i.database_id = t.database_id`,
  `INSERT INTO sync_key_columns (sync_def_id, column_id, ordinal_position)
   SELECT ${idOf("definition", "n")}, ${idOf("column", "n * 1900 + 1")}, 1 FROM generate_series(1, ${seeded.definitions}) n`,
  `INSERT INTO field_mappings (id, sync_def_id, source_column_id, source_column_name, target_column_id, target_column_name, target_type, sync_direction)
   SELECT ${idOf("mapping", "n * 100 + c")}, ${idOf("definition", "n")}, ${idOf("column", "n * 1900 + c")}, ${columnWords}[c], ${idOf("listcolumn", "n * 100 + c")},
     CASE c WHEN 1 THEN 'Title' ELSE initcap(${columnWords}[c]) END, 'text', 'PUSH_ONLY'
   FROM generate_series(1, ${seeded.definitions}) n, generate_series(1, 8) c`,
  `INSERT INTO sync_runs (id, sync_def_id, run_type, purpose, requested_by, status, phase, outcome, start_time, end_time, decided_at, rows_read, items_updated,
     items_processed, units_spent, error_code, error_message)
   SELECT ${idOf("run", "n")}, ${idOf("definition", `CASE WHEN n % 5 = 0 THEN 1 ELSE 2 + n % ${seeded.definitions - 1} END`)}, 'PUSH',
     CASE WHEN n % 100 = 7 THEN 'PLAN' ELSE 'SYNC' END::"RunPurpose", 'schedule', CASE WHEN o.outcome IN ('SUCCEEDED', 'PARTIAL') THEN 'COMPLETED'
       ELSE 'FAILED' END::"RunStatus", 'DONE', o.outcome::"RunOutcome", r.at, r.at + interval '40 s', r.at + interval '10 s', 5000, n % 300, n % 300, n % 300,
     CASE WHEN o.outcome = 'FAILED' THEN 'graph-unavailable' END, CASE WHEN o.outcome = 'FAILED' THEN 'SharePoint gave no answer.' END
   FROM generate_series(1, ${seeded.runs}) n, LATERAL (SELECT now() - (${seeded.runs} - n) * interval '5 min' AS at) r,
     LATERAL (SELECT CASE WHEN n % 100 = 1 THEN 'FAILED' WHEN n % 100 IN (2, 3) THEN 'PARTIAL' WHEN n % 1000 = 4 THEN 'HALTED' WHEN n % 50000 = 6 THEN 'CANCELLED'
       ELSE 'SUCCEEDED' END AS outcome) o`,
  `INSERT INTO sync_events (sync_run_id, severity, event_type, message, created_at)
   SELECT ${idOf("run", "n")}, 'INFO', ${words("started decided completed")}[e], 'Read 5000 rows; 120 to update.', now() - (${seeded.runs} - n) * interval '5 min'
   FROM generate_series(1, ${seeded.runs}) n, generate_series(1, 3) e`,
  `INSERT INTO sync_events (sync_run_id, severity, event_type, message, payload)
   SELECT ${idOf("run", String(kept.newest))}, 'WARN', 'edit-overwritten', 'id=' || n || ': item ' || n || ' was edited in the list.', '{"itemId": 1}' FROM generate_series(1, 5000) n`,
  // The hash is the engine's own of an integer key.
  `INSERT INTO sync_ledger (sync_def_id, source_identity, source_identity_hash, source_key_strategy, sp_list_id, sp_item_id, content_hash, last_sync_ts,
     provenance, state, base, etag, last_run_id)
   SELECT ${idOf("definition", "d")}, 'id=' || n, encode(sha256(('["n","' || n || '"]')::bytea), 'hex'), 'PRIMARY_KEY', 'list-' || d, n,
     encode(sha256((-n)::text::bytea), 'hex'), now(), 'PUSH', CASE WHEN n % 1000 = 7 THEN 'DETACHED' WHEN n % 100000 = 9 THEN 'PARTIAL' ELSE 'LINKED' END::"LedgerState",
     jsonb_build_object(${idOf("mapping", "d * 100 + 1")}, n, ${idOf("mapping", "d * 100 + 2")}, 'Name of row ' || n,
       ${idOf("mapping", "d * 100 + 4")}, 'open'),
     '"1,1"', ${idOf("run", String(kept.newest))}
   FROM generate_series(1, ${seeded.definitions}) d, LATERAL generate_series(1, CASE d WHEN 1 THEN ${largestEntries} ELSE ${otherEntries} END) n`,
  ...Object.values(kept).map(
    (run) => `
   INSERT INTO sync_operations (sync_run_id, sync_def_id, seq, side, kind, state, source_identity, source_identity_hash, sp_list_id, sp_item_id, intended, content_hash)
   SELECT ${idOf("run", String(run))}, sync_def_id, sp_item_id, 'LIST', CASE WHEN ${run} = ${kept.firstLoad} THEN 'CREATE' WHEN sp_item_id % 40000 = 0 THEN 'DELETE'
     ELSE 'UPDATE' END::"OperationKind", CASE WHEN sp_item_id % 20000 = 0 THEN 'REJECTED' ELSE 'DONE' END::"OperationState", source_identity, source_identity_hash,
     sp_list_id, sp_item_id, base, content_hash
   FROM sync_ledger WHERE sync_def_id = ${idOf("definition", "1")} AND (${run} = ${kept.firstLoad} OR sp_item_id % 4 = 0)`,
  ),
  `INSERT INTO sync_rejections (sync_def_id, source_identity, source_identity_hash, origin, code, field_name, message, mapping_version, resolved_at)
   SELECT sync_def_id, source_identity, source_identity_hash, 'GRAPH', ${words(rejectionCodes.join(" "))}[1 + sp_item_id % 4], 'Name', 'No.', 1,
     CASE WHEN sp_item_id % 3 = 0 THEN now() END
   FROM sync_ledger WHERE sp_item_id <= CASE sync_def_id WHEN ${idOf("definition", "1")} THEN ${1.5 * openRejections} ELSE 20 END`,
  `INSERT INTO sync_metrics (sync_def_id, source_instance_id, target_list_id, last_sync_ts, source_row_count, target_row_count)
   SELECT d.id, s.database_instance_id, d.target_list_id, now(), 500, 500 FROM sync_definitions d JOIN sync_sources s ON s.sync_def_id = d.id`,
  `INSERT INTO audit_events (at, actor_kind, actor_id, actor_name, action, target_kind, target_id, target_name)
   SELECT now() - n * interval '3 min', 'person', 'user-' || n % 300, 'Person ' || n % 300, ${words("sync.changed sync.paused sync.enabled run.started")}[1 + n % 4], 'sync',
     ${idOf("definition", `1 + n % ${seeded.definitions}`)}::text, 'Sync ' || n % ${seeded.definitions} FROM generate_series(1, 100000) n`,
  `INSERT INTO users (tenant_id, object_id, name, last_seen_at) SELECT 'tenant-1', 'user-' || n, 'Person ' || n, now() - n * interval '1 h' FROM generate_series(0, 299) n`,
  `INSERT INTO graph_budgets (tenant_id, client_id) SELECT 'tenant-' || n, 'client-' || n FROM generate_series(1, 5) n`,
  `INSERT INTO graph_spending (tenant_id, client_id, minute, spender, units)
   SELECT 'tenant-' || t, 'client-' || t, date_trunc('minute', now()) - m * interval '1 min', (${idOf("definition", "t * 100 - s")})::text, 20
   FROM generate_series(1, 5) t, generate_series(0, 1439) m, generate_series(0, 4) s`,
];

const filled =
  "database_tables table_columns sync_runs sync_events sync_ledger sync_operations sync_rejections audit_events drift_findings".split(
    " ",
  );

/** Fills an empty metastore; its names and proportions are such as a large company has. The largest definition is the first. */
export function seedMetastore(url: string): Promise<void> {
  return bulkFill(url, filled, async (client) => {
    for (const statement of statements) await client.query(statement);
  });
}

/** The id of a seeded thing; they are numbered from 1 on. */
export function seededId(
  kind: "application" | "database" | "table" | "definition" | "list" | "site" | "connection" | "run",
  number: number,
): string {
  const text = createHash("md5").update(`${kind}${number}`).digest("hex");
  return text.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-4$3-8$4-$5");
}
