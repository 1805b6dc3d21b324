-- Operations of long ended runs are removed; this tells of which runs they were.
ALTER TABLE "sync_runs" ADD COLUMN "operations_removed_at" TIMESTAMPTZ(6);

CREATE INDEX "sync_runs_operations_kept_idx" ON "sync_runs"("end_time") WHERE "operations_removed_at" IS NULL AND "status" <> 'RUNNING';
