-- What a position belongs to, and how fresh the rows are that a list holds.
ALTER TABLE "sync_cursors"
  ADD COLUMN "cursor_column" TEXT,
  ADD COLUMN "freshness_token" TEXT;

ALTER TABLE "sync_definitions"
  ADD COLUMN "freshness_token" TEXT,
  ADD COLUMN "fresh_instance_id" UUID,
  ADD CONSTRAINT "sync_definitions_fresh_instance_id_fkey" FOREIGN KEY ("fresh_instance_id") REFERENCES "database_instances"("id") ON DELETE SET NULL ON UPDATE CASCADE;

ALTER TABLE "sync_runs" ADD COLUMN "rows_stale" BIGINT NOT NULL DEFAULT 0;
