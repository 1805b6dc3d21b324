-- Fields that wait for a person's decision, each with what the row would write and what the list holds; the other fields of the row flow.
ALTER TABLE "sync_ledger" ADD COLUMN "held" JSONB;
-- What waits for a person is looked for by itself, among entries that mostly do not.
CREATE INDEX "sync_ledger_held_idx" ON "sync_ledger" ("sync_def_id", "source_identity", "id") WHERE "held" IS NOT NULL;
CREATE INDEX "sync_ledger_asked_idx" ON "sync_ledger" ("sync_def_id", "source_identity", "id") WHERE "state" = 'ASKED';
