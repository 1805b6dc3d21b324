import { readFileSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/e2e/support/metastore";
import { compareModels } from "./data-model/compare";
import { deviations } from "./data-model/deviations";
import { type LiveCatalog, readLiveCatalog } from "./data-model/live-catalog";
import { parseSeedDocument } from "./data-model/seed-document";

const seed = parseSeedDocument(
  readFileSync(path.resolve(import.meta.dirname, "../../docs/seed/data-model.md"), "utf8"),
);

let database: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});

afterAll(async () => {
  await client.end();
  await database.drop();
});

test("the document was read whole", () => {
  expect(seed.tables).toHaveLength(25);
  expect(seed.tables.flatMap((table) => table.columns)).toHaveLength(220);
  expect(seed.indexes).toHaveLength(17);
});

test("the migrated metastore is what the document says", async () => {
  expect(compareModels(seed, await readLiveCatalog(client), deviations)).toEqual([]);
});

describe("the comparison sees", () => {
  const mutilations: [what: string, statement: string, finding: string][] = [
    ["a missing table", "DROP TABLE sync_events", "sync_events: the table is missing"],
    ["a missing column", "ALTER TABLE databases DROP COLUMN name", "databases.name: the column is missing"],
    [
      "another type",
      "ALTER TABLE database_tables ALTER row_estimate TYPE integer",
      "database_tables.row_estimate: is integer instead of bigint",
    ],
    [
      "a time without its zone",
      "ALTER TABLE applications ALTER created_at TYPE timestamp",
      "applications.created_at: is timestamp without time zone instead of timestamp with time zone",
    ],
    [
      "text in place of an enum",
      "ALTER TABLE sync_events ALTER severity TYPE text",
      "sync_events.severity: is text instead of enum",
    ],
    [
      "an enum value too many",
      `ALTER TYPE "TableType" ADD VALUE 'FOREIGN'`,
      "database_tables.table_type: has the values BASE, VIEW, FOREIGN instead of BASE, VIEW",
    ],
    [
      "an enum value too few",
      `ALTER TYPE "SyncMode" RENAME TO "OldMode"; CREATE TYPE "SyncMode" AS ENUM ('ONE_WAY_PUSH', 'TWO_WAY');
       ALTER TABLE sync_definitions ALTER sync_mode TYPE "SyncMode" USING sync_mode::text::"SyncMode"`,
      "sync_definitions.sync_mode: has the values ONE_WAY_PUSH, TWO_WAY instead of ONE_WAY_PUSH, TWO_WAY, ARCHIVE_ONLY",
    ],
    [
      "a column that may be null",
      "ALTER TABLE databases ALTER name DROP NOT NULL",
      "databases.name: must not be nullable",
    ],
    [
      "a column that may not be null",
      "ALTER TABLE sync_runs ALTER error_message SET NOT NULL",
      "sync_runs.error_message: must be nullable",
    ],
    [
      "a missing key",
      "ALTER TABLE sync_events DROP CONSTRAINT sync_events_pkey",
      "sync_events.id: is not the primary key",
    ],
    [
      "a missing foreign key",
      "ALTER TABLE sync_ledger DROP CONSTRAINT sync_ledger_sync_def_id_fkey",
      "sync_ledger.sync_def_id: does not refer to sync_definitions",
    ],
    [
      "a foreign key to another table",
      `ALTER TABLE sync_events DROP CONSTRAINT sync_events_sync_run_id_fkey;
       ALTER TABLE sync_events ADD CONSTRAINT x FOREIGN KEY (sync_run_id) REFERENCES applications (id)`,
      "sync_events.sync_run_id: does not refer to sync_runs",
    ],
    [
      "a missing index",
      "DROP INDEX sync_runs_sync_def_id_start_time_idx",
      "sync_runs (sync_def_id, start_time): the index is missing",
    ],
    [
      "an index in another order",
      `DROP INDEX table_columns_table_id_column_name_key;
       CREATE UNIQUE INDEX x ON table_columns (column_name, table_id)`,
      "table_columns (table_id, column_name): the unique index is missing",
    ],
    [
      "an index over a part of the rows",
      `DROP INDEX sync_targets_sync_def_id_target_list_id_key;
       CREATE UNIQUE INDEX x ON sync_targets (sync_def_id, target_list_id) WHERE is_default`,
      "sync_targets (sync_def_id, target_list_id): the unique index is missing",
    ],
    [
      "an index that is not unique",
      `DROP INDEX sync_ledger_sync_def_id_source_identity_hash_key;
       CREATE INDEX x ON sync_ledger (sync_def_id, source_identity_hash)`,
      "sync_ledger (sync_def_id, source_identity_hash): the index must be unique",
    ],
    [
      "an index that is unique",
      `DROP INDEX table_indexes_table_id_is_unique_idx; CREATE UNIQUE INDEX x ON table_indexes (table_id, is_unique)`,
      "table_indexes (table_id, is_unique): the index must not be unique",
    ],
    [
      "NULLs that are distinct",
      `DROP INDEX sync_metrics_sync_def_id_source_instance_id_target_list_id_key;
       CREATE UNIQUE INDEX x ON sync_metrics (sync_def_id, source_instance_id, target_list_id)`,
      "sync_metrics (sync_def_id, source_instance_id, target_list_id): NULLs must not be distinct",
    ],
    [
      "NULLs that are not distinct",
      `DROP INDEX field_mappings_sync_def_id_source_column_id_key;
       CREATE UNIQUE INDEX x ON field_mappings (sync_def_id, source_column_id) NULLS NOT DISTINCT`,
      "field_mappings (sync_def_id, source_column_id): NULLs must be distinct",
    ],
    [
      "an allow-list longer than it needs to be",
      "ALTER TABLE applications ALTER owner_team SET NOT NULL",
      "applications.owner_team: the allow-list names it, but it does not deviate",
    ],
  ];

  test.each(mutilations)("%s", async (_what, statement, finding) => {
    await client.query("BEGIN");
    let mutilated: LiveCatalog;
    try {
      await client.query(statement);
      mutilated = await readLiveCatalog(client);
    } finally {
      await client.query("ROLLBACK");
    }
    expect(compareModels(seed, mutilated, deviations)).toContain(finding);
  });

  test("an empty metastore", () => {
    const findings = compareModels(seed, { tables: [] }, deviations);
    for (const { name } of seed.tables) expect(findings).toContain(`${name}: the table is missing`);
  });
});
