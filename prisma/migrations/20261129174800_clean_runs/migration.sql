-- Since when a definition is in sync: its last run of which nothing was left open, which may lie far back.
CREATE INDEX "sync_runs_clean_idx" ON "sync_runs"("sync_def_id", "start_time") WHERE "outcome" = 'SUCCEEDED';
