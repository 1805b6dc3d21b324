-- The ledger by when its entries were written last. Costs each settled row one entry of an index more, an eighth of what it writes to the log.
CREATE INDEX "sync_ledger_written_idx" ON "sync_ledger"("sync_def_id", coalesce("last_sync_ts", '-infinity'::timestamptz), "id");
