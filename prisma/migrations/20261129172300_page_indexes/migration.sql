-- What lists are filtered by where most rows are of another sort: without these a page walks over all of them.
CREATE INDEX "sync_runs_outcome_start_time_id_idx" ON "sync_runs"("outcome", "start_time", "id");
CREATE INDEX "sync_operations_sync_run_id_kind_seq_idx" ON "sync_operations"("sync_run_id", "kind", "seq");

-- Open rejections in the order of their page, all or of one code; the latter also finds rows with an empty key by their text.
CREATE INDEX "sync_rejections_open_identity_idx" ON "sync_rejections"("sync_def_id", "source_identity", "id") WHERE "resolved_at" IS NULL;
CREATE INDEX "sync_rejections_open_code_idx" ON "sync_rejections"("sync_def_id", "code", "source_identity", "id") WHERE "resolved_at" IS NULL;
DROP INDEX "sync_rejections_empty_key_idx";

-- The names that columns have, each of which many share.
CREATE INDEX "table_columns_column_name_idx" ON "table_columns"("column_name");
