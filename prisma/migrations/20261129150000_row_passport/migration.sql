-- One row's own history. Partial, or over few rows: the ledger's writes pay nothing for it.
CREATE INDEX "sync_ledger_former_item_idx" ON "sync_ledger"("sync_def_id", "sp_item_id") WHERE "state" IN ('DETACHED', 'DELETED');
CREATE INDEX "sync_rejections_sync_def_id_source_identity_hash_idx" ON "sync_rejections"("sync_def_id", "source_identity_hash");
CREATE INDEX "sync_rejections_empty_key_idx" ON "sync_rejections"("sync_def_id", "source_identity") WHERE "resolved_at" IS NULL AND "code" = 'key-null';
