-- The ledger is read page by page in the order of identities, mostly of all states.
CREATE INDEX "sync_ledger_sync_def_id_source_identity_id_idx" ON "sync_ledger"("sync_def_id", "source_identity", "id");
