-- Operations of a run by what became of them, by why they were wanted, by the beginning of a key and by item.
CREATE INDEX "sync_operations_outcome_idx" ON "sync_operations"("sync_run_id", "outcome_code", "seq") WHERE "outcome_code" IS NOT NULL;
CREATE INDEX "sync_operations_cause_idx" ON "sync_operations"("sync_run_id", "cause", "seq") WHERE "cause" IS NOT NULL;
CREATE INDEX "sync_operations_identity_idx" ON "sync_operations"("sync_run_id", "source_identity" COLLATE "C", "seq");
CREATE INDEX "sync_operations_item_idx" ON "sync_operations"("sync_run_id", "sp_item_id", "seq") WHERE "sp_item_id" IS NOT NULL;
