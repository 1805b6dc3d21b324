/** Where the metastore knowingly is not what the seed document says. Each is checked to be in use. */
export interface Deviations {
  /** `table.column` that is nullable although the document does not say so, with the reason. */
  readonly nullable: Readonly<Record<string, string>>;
  /** `table.column` and a value that its enum has beyond the document's. */
  readonly extraValues: Readonly<Record<string, { readonly value: string; readonly reason: string }>>;
  /** `table.column` as an index of the document names it, and the column that is meant. */
  readonly renamedInIndex: Readonly<Record<string, { readonly to: string; readonly reason: string }>>;
  /** Tables whose unique index treats NULLs as equal. */
  readonly nullsNotDistinct: Readonly<Record<string, string>>;
}

const described = "a description nobody has to write";
const notYet = "nothing has happened yet that it could tell";
const notAsked = "there is nothing to tell where the thing does not exist";

export const deviations: Deviations = {
  nullable: {
    "applications.owner_team": described,
    "applications.description": described,
    "sharepoint_lists.description": described,
    "database_tables.primary_key": notAsked,
    "database_tables.row_estimate": "views and tables never analyzed have no estimate; 0 would be a lie",
    "table_columns.default_value": notAsked,
    "table_constraints.referenced_table": notAsked,
    "table_constraints.definition": "not every store spells its constraints out",
    "table_indexes.definition": "not every store spells its indexes out",
    "sharepoint_connections.client_secret": "a certificate or a managed identity needs none",
    "sharepoint_lists.last_provisioned_at": "a selected list was never provisioned",
    "sync_definitions.key_constraint_name": "only the strategy UNIQUE_CONSTRAINT has one",
    "sync_definitions.schedule_cron": "a definition may run only when asked",
    "field_mappings.source_column_id": "a mapping may be an expression only; a CHECK demands one of the two",
    "field_mappings.source_column_name": "goes with source_column_id",
    "field_mappings.transform_rule": "a column that flows as it is has none",
    "introspection_runs.ended_at": "null while it runs",
    "introspection_runs.status": "null while it runs: the document's values are both ends",
    "sync_ledger.sp_item_id": "null while PENDING_CREATE: the item does not exist yet",
    "sync_ledger.content_hash": notYet,
    "sync_ledger.last_source_ts": "not every table has a time of change",
    "sync_ledger.last_sync_ts": notYet,
    "sync_metrics.source_instance_id": "instances hold the same rows; null is the rollup over all of them",
    "sync_metrics.last_sync_ts": notYet,
    "sync_metrics.last_run_id": "a run may be cleared away; the rollup stays",
    "sync_metrics.last_reconcile_at": notYet,
    "sync_metrics.source_row_count": notYet,
    "sync_metrics.target_row_count": notYet,
    "sync_metrics.reconcile_delta": notYet,
  },
  extraValues: {
    "sync_definitions.conflict_policy": {
      value: "MANUAL",
      reason: "the conflicting field waits for a person; the one value beyond the document's",
    },
  },
  renamedInIndex: {
    "sync_runs.started_at": { to: "start_time", reason: "the table's own list of columns names it start_time" },
  },
  nullsNotDistinct: {
    sync_cursors: "a source cursor has no list and a target cursor no instance; two of a kind would otherwise both fit",
    sync_metrics: "the rollup over all instances has no instance; two of them would otherwise both fit",
  },
};
