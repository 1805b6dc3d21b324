-- How many rows a run could not sync, by code and column, with a few of them. Open rejections move on to the run that meets them next; this stays
-- with the run, and goes with its story.
CREATE TABLE "sync_run_rejections" (
  "sync_run_id" UUID NOT NULL,
  "code" TEXT NOT NULL,
  "field_name" TEXT NOT NULL,
  "rows" BIGINT NOT NULL,
  "samples" JSONB NOT NULL,
  CONSTRAINT "sync_run_rejections_pkey" PRIMARY KEY ("sync_run_id", "code", "field_name"),
  CONSTRAINT "sync_run_rejections_sync_run_id_fkey" FOREIGN KEY ("sync_run_id") REFERENCES "sync_runs"("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- Open rejections that a run met last, by cause.
CREATE INDEX "sync_rejections_open_run_idx" ON "sync_rejections"("last_run_id", "code") WHERE "resolved_at" IS NULL;

-- A run's story without its rejected rows, which stand beside it by cause, and those by themselves.
CREATE INDEX "sync_events_story_idx" ON "sync_events"("sync_run_id", "seq") WHERE "event_type" <> 'rejected';
CREATE INDEX "sync_events_rejected_idx" ON "sync_events"("sync_run_id", "seq") WHERE "event_type" = 'rejected';
